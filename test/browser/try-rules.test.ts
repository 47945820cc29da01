import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { proposing } from '../../src/commands/proposing.ts';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/database/open.ts';
import type { Trial } from '../../src/trial/trial.ts';
import { amount, count } from '../../web/format.ts';
import { findBrowser } from '../support/browser.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { faults, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');

let database: Database;
let stack: Stack;
let reader: Reader;

const field = '#rules-text';
const staging = (text: string): string => text.replace(/production: \[.*\]/, 'production: [ staging ]');

describe.skipIf(found.path === null)(`rules tried in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    stack = await startStack(database, now, 'UTC', { rules: proposing(loadConfig({}, { cwd: '/nowhere' }), database.db) });
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  const opened = async (path = '/services/checkout/rules', options = {}): Promise<Page> => {
    const page = await reader.open(stack, path, options);
    await page.locator(field).waitFor();
    return page;
  };
  const press = (page: Page) => page.getByRole('button', { name: 'Try', exact: true }).click();

  it('from the page of the service, by keyboard alone: the text is left by Tab, tried, and the answer is where the focus goes', async () => {
    const page = await reader.open(stack, '/services/checkout');
    await page.getByRole('link', { name: 'Try other rules' }).focus();
    await page.keyboard.press('Enter');
    await page.locator(field).waitFor();
    await tabTo(page, `document.activeElement.id === "rules-text"`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Try');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'These are the rules in force' }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('trial');
    await page.keyboard.press('Shift+Tab');
    await page.locator(field).focus();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Trying …').waitFor({ state: 'hidden' });
    expect(await faults(page)).toEqual([]);
  });

  it('shows every number the interface answers', async () => {
    const page = await opened();
    const yaml = staging(await page.locator(field).inputValue());
    await page.locator(field).fill(yaml);
    const [response] = await Promise.all([page.waitForResponse('**/rules/try'), press(page)]);
    // What the interface declares; the contract tests hold it.
    const trial = (await response.json()) as Trial;
    await page.locator('#trial').waitFor();
    expect(plain(await page.locator('#trial').textContent())).toContain(
      `${count(trial.deployments.newlyCounted.total)} more deployments count`,
    );
    const rows = page.locator('section[aria-label="The five metrics, now and with these rules"] tbody tr');
    for (const [index, { before, after }] of trial.metrics.entries()) {
      const cells = await rows.nth(index).locator('th, td').allTextContents();
      for (const [cell, metric] of [
        [cells[1], before],
        [cells[2], after],
      ] as const) {
        const shown = metric === null || metric.value === null ? 'Too little data' : plain(amount(metric.value, metric.unit));
        expect(plain(cell)).toContain(shown);
        expect(plain(cell)).toContain(metric?.denominator === undefined ? `n ${metric?.n}` : `${metric.numerator} ÷ ${metric.denominator}`);
      }
    }
    const groups = await page.locator('.trial-group summary').allTextContents();
    const totals = [...trial.deployments.groups, ...trial.incidents.groups].map((group) => count(group.total));
    expect(groups.map((text) => /^[\d,]+/.exec(plain(text))?.[0])).toEqual(totals);
    await page.locator('.trial-group summary').first().click();
    const links = page.locator('.trial-group[open] tbody a.outward');
    expect(await links.count()).toBe(trial.deployments.groups[0]?.items.length);
    expect(await links.first().getAttribute('href')).toBe(trial.deployments.groups[0]?.items[0]?.url);
    await page
      .getByRole('button', { name: /^\d+ more$/ })
      .first()
      .click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await faults(page)).toEqual([]);
    }
  });

  it('says what is wrong beside the text, and leads to the line', async () => {
    reader.forgive(/status of 400/);
    const page = await opened();
    const text = await page.locator(field).inputValue();
    await page.locator(field).fill(text.replace('fold: 1h', 'fold: soon').replace('services:', 'servces:\n  - {}\nservices:'));
    await press(page);
    await page.getByRole('heading', { name: '2 faults to mend' }).waitFor();
    await page.getByText('"soon" is no duration, such as 15m, 24h or 30d').waitFor();
    expect(await page.locator('#trial').count()).toBe(0);
    expect(await faults(page)).toEqual([]);
    await page
      .getByRole('button', { name: /^Line \d+$/ })
      .last()
      .click();
    expect(
      await page.evaluate(`(() => { const a = document.activeElement; return a.value.slice(a.selectionStart, a.selectionEnd).trim(); })()`),
    ).toBe('fold: soon');
    await page.locator(field).fill('id: [');
    await press(page);
    await page.getByRole('heading', { name: '1 fault to mend' }).waitFor();
    await page.getByRole('button', { name: 'Back to the rules in force' }).click();
    expect(await page.locator(field).inputValue()).toBe(text);
    await press(page);
    await page.getByRole('heading', { name: 'These are the rules in force' }).waitFor();
  });

  it('what was typed outlives a reload, an answer to older rules says so, and the rules can be copied', async () => {
    const page = await opened('/services/checkout/rules', { permissions: ['clipboard-read', 'clipboard-write'] });
    const changed = staging(await page.locator(field).inputValue());
    await page.locator(field).fill(changed);
    await page.reload();
    await page.locator(field).waitFor();
    expect(await page.locator(field).inputValue()).toBe(changed);
    await press(page);
    await page.locator('#trial').waitFor();
    await page.getByRole('button', { name: 'Copy the rules' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(changed);
    await page.locator(field).fill(`${changed}\n# later`);
    await page.getByText('what is below is the answer before').waitFor();
    await page.getByText('This is demo data.').waitFor();
  });

  it('fits a phone, with and without faults and with an answer', async () => {
    reader.forgive(/status of 400/);
    const page = await opened('/services/orders/rules', { viewport: { width: 360, height: 740 } });
    const width = () => page.evaluate('document.documentElement.scrollWidth');
    expect(await width()).toBe(360);
    const text = await page.locator(field).inputValue();
    await page.locator(field).fill(text.replace('fold: 1h', `fold: ${'very'.repeat(60)}`));
    await press(page);
    await page.getByText('1 fault to mend').waitFor();
    expect(await width()).toBe(360);
    await page.locator(field).fill(staging(text));
    await press(page);
    await page.locator('#trial').waitFor();
    expect(await width()).toBe(360);
    expect(await faults(page)).toEqual([]);
  });

  it('leaves markup text, and wraps what has no place to break', async () => {
    const hostile = `<img src=x onerror=alert(1)>${'W'.repeat(300)}`;
    await database.db.updateTable('deploymentEvent').set({ title: hostile }).where('repositoryId', 'like', '%checkout').execute();
    await database.db
      .updateTable('incidentEvent')
      .set({ title: hostile, labels: [hostile] })
      .where('repositoryId', 'like', '%checkout')
      .execute();
    for (const width of [360, 1280]) {
      const page = await opened('/services/checkout/rules', { viewport: { width, height: 800 } });
      page.on('dialog', (dialog) => expect.unreachable(dialog.message()));
      const text = staging(await page.locator(field).inputValue()).replace('labels: [ incident ]', `labels: [ '${hostile}' ]`);
      await page.locator(field).fill(text);
      await press(page);
      await page.locator('#trial').waitFor();
      for (const group of await page.locator('.trial-group summary').all()) await group.click();
      expect(await page.getByText(hostile).count()).toBeGreaterThan(3);
      const seen = await page.evaluate('({ images: document.images.length, width: document.documentElement.scrollWidth })');
      expect(seen).toEqual({ images: 0, width });
    }
  });

  it('of a service that is not there says so', async () => {
    reader.forgive(/status of 404/);
    const page = await reader.open(stack, '/services/nobody/rules');
    await page.getByRole('heading', { name: 'There is no such service' }).waitFor();
  });
});
