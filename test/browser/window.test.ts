import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { findBrowser } from '../support/browser.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { faults, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');

let database: Database;
let stack: Stack;
let reader: Reader;

describe.skipIf(found.path === null)(`the window of a page in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    stack = await startStack(database, now, 'UTC');
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  const opened = async (path = '/', options = {}) => {
    const page = await reader.open(stack, path, options);
    await page.getByLabel('Window').and(page.locator(':enabled')).waitFor();
    return page;
  };
  const heading = (page: Page, name: RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

  it('is stepped through by its length or unit, not into the future, and gone back from', async () => {
    const page = await opened();
    expect(await page.getByRole('button', { name: 'The 90 days after' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'The 90 days before' }).click();
    await page.waitForURL(/from=2025-12-19&to=2026-03-19/);
    // At once again, before there is any answer.
    await page.getByRole('button', { name: 'The 90 days before' }).click();
    await page.waitForURL(/from=2025-09-20&to=2025-12-19/);
    for (const _ of [1, 2]) await page.getByRole('button', { name: 'The 90 days after' }).click();
    await page.waitForURL(/from=2026-03-19&to=2026-06-17/);
    expect(await page.getByLabel('Window').inputValue()).toBe('90');
    await page.getByLabel('Window').selectOption({ label: 'This year' });
    await page.waitForURL(/from=2026-01-01&to=2027-01-01/);
    await page.getByRole('button', { name: 'The year before' }).click();
    await heading(page, /1 Jan – 31 Dec 2025, compared with the year before, UTC/);
    await page.goBack();
    await heading(page, /1 Jan – 31 Dec 2026/);
  });

  it('begins its days in the zone chosen, which stands in the address', async () => {
    const page = await opened('/?from=2026-06-01&to=2026-06-08', { timezoneId: 'Asia/Tokyo' });
    const zone = page.getByLabel('Zone');
    expect(await zone.locator('option').allTextContents()).toEqual(['UTC (as configured)', 'Asia/Tokyo (this browser)', 'Another zone …']);
    await zone.selectOption('Asia/Tokyo');
    await heading(page, /1 Jun – 7 Jun 2026, compared with the week before, Asia\/Tokyo/);
    expect(page.url()).toContain('zone=Asia%2FTokyo');
    await zone.selectOption('other');
    // Focus has gone to the name, so that it can be typed at once.
    await page.keyboard.type('nowhere');
    await page.keyboard.press('Enter');
    await page.getByText('No zone of that name').waitFor();
    await page.getByLabel('Name').fill('america/new york');
    await page.keyboard.press('Enter');
    await heading(page, /1 Jun – 7 Jun 2026, .*America\/New_York/);
    await zone.selectOption('UTC');
    await page.waitForFunction('!location.search.includes("zone")');
    await page.locator('.spreads[aria-busy="false"]').waitFor();
    expect(await faults(page)).toEqual([]);
  });

  it('takes dates of one’s own, and every part of it is reached by keyboard', async () => {
    const page = await opened();
    await tabTo(page, 'document.activeElement.getAttribute("aria-label") === "The 90 days before"');
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=2025-12-19/);
    await page.getByLabel('Window').selectOption('custom');
    await page.getByLabel('From', { exact: true }).fill('2026-02-01');
    await page.getByLabel('To', { exact: true }).fill('2026-02-28');
    await heading(page, /1 Feb – 28 Feb 2026, compared with the month before/);
    await page.getByRole('button', { name: 'The month before' }).click();
    await heading(page, /1 Jan – 31 Jan 2026/);
  });

  it('fits a phone with all of it open', async () => {
    const page = await opened('/?from=2026-02-02&to=2026-03-09&zone=America/Argentina/ComodRivadavia', {
      viewport: { width: 360, height: 740 },
      colorScheme: 'dark',
    });
    await page.getByLabel('Zone').selectOption('other');
    await page.locator('.spreads[aria-busy="false"]').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await faults(page)).toEqual([]);
  });
});
