import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assessDemo } from '../../src/commands/demo-campaigns.ts';
import type { Database } from '../../src/database/open.ts';
import type { WireCampaign, WireOrganisationSpread } from '../../web/api.ts';
import { findBrowser } from '../support/browser.ts';
import { openCampaign } from '../support/campaign.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { answer, faults, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-11-20T10:00:00Z');

let database: Database;
let stack: Stack;
let reader: Reader;
let closed: WireCampaign;

const cells = async (page: Page, dimension: string): Promise<readonly string[]> =>
  (
    await page
      .getByRole('row', { name: new RegExp(`^${dimension} `) })
      .getByRole('cell')
      .allTextContents()
  ).map(plain);

describe.skipIf(found.path === null)(`results of an organisation${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    await assessDemo(database.db, now);
    stack = await startStack(database, now, 'UTC');
    reader = await startReader(found);
    const { items } = await answer<{ items: WireCampaign[] }>(stack, '/assessments/campaigns');
    const [last] = items;
    if (last === undefined) throw new Error('The demonstration has no campaign.');
    closed = last;
  }, 120_000);
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  it('count teams by level as the interface does, dimension by dimension', async () => {
    const spread = await answer<WireOrganisationSpread>(stack, `/assessments/campaigns/${closed.id}/results`);
    const page = await reader.open(stack, `/maturity/${closed.id}/results`);
    await page.getByRole('heading', { level: 1, name: `Results of ${closed.name}` }).waitFor();
    expect(plain(await page.locator('.lead').textContent())).toContain(`${spread.responded} of ${spread.invited} answered`);
    for (const { name, levels, unknown } of spread.dimensions)
      expect((await cells(page, name)).slice(0, 6), name).toEqual([...levels.map(({ teams }) => String(teams)), String(unknown)]);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await faults(page)).toEqual([]);
    }
  });

  it('open a dimension by keyboard, in an order that stays in the address', async () => {
    const page = await reader.open(stack, `/maturity/${closed.id}/results`);
    await page.getByRole('heading', { name: 'Statements' }).waitFor();
    await tabTo(page, 'document.activeElement.textContent === "Incident response and recovery"');
    await page.keyboard.press('Enter');
    await page.locator('#INC .told-statements li').first().waitFor();
    await page.getByLabel('Order').selectOption({ label: 'lowest first' });
    await page.locator('.told-statements').first().locator('li').first().waitFor();
    expect(new URL(page.url()).searchParams.get('statements')).toBe('lowest');
    await page.reload();
    await page.locator('.told-statements').first().locator('li').first().waitFor();
    expect(await faults(page)).toEqual([]);
    await tabTo(page, 'document.activeElement.getAttribute("href")?.includes("format=csv") === true');
  });

  it('lead to every team by name, and stay within a phone', async () => {
    const page = await reader.open(stack, `/maturity/${closed.id}/results`, { viewport: { width: 390, height: 844 } });
    await page.getByRole('link', { name: 'Apps' }).waitFor();
    expect((await page.locator('.team-links a').allTextContents()).map(plain)).toEqual([
      ...['Apps', 'Discovery', 'Fulfilment', 'Payments', 'Platform', 'Storefront'],
    ]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await faults(page)).toEqual([]);
  });

  it('are not there before the close, which is said', async () => {
    const open = { opensAt: '2026-11-01T00:00:00Z', closesAt: '2026-12-01T00:00:00Z', teams: [{ id: 'platform' }] };
    const { id } = await openCampaign(stack, { ...open, name: 'Running' });
    reader.forgive(/409/);
    const page = await reader.open(stack, `/maturity/${id}/results`);
    await page.getByText('No results yet').waitFor();
    expect(await page.getByRole('link', { name: 'Go to the campaign' }).getAttribute('href')).toBe(`/maturity/${id}`);
  });
});
