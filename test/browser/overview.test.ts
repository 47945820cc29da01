import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import type { Database } from '../../src/database/open.ts';
import { demoCatalog } from '../../src/demo/load.ts';
import type { WireAnswer, WireSpread } from '../../web/api.ts';
import { amount } from '../../web/format.ts';
import { findBrowser } from '../support/browser.ts';
import { testDatabase } from '../support/database.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { answer, faults, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');

let database: Database;
let empty: Database;
let stack: Stack;
let bare: Stack;
let reader: Reader;

describe.skipIf(found.path === null)(`the overview in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    empty = await testDatabase();
    stack = await startStack(database, now, 'UTC');
    bare = await startStack(empty, now, 'UTC');
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await bare?.close();
    await database?.close();
    await empty?.close();
  });
  afterEach(async () => await reader.settle(stack, bare));

  const open = (path: string, options = {}, from = stack) => reader.open(from, path, options);
  const ready = (page: Awaited<ReturnType<typeof open>>) => page.locator('.spreads[aria-busy="false"] .blended').first().waitFor();
  const spreadOf = () => answer<WireSpread>(stack, '/spread?compare=previous&trend=true');

  it('shows every service with a value as a dot that names its answer and leads to it, and counts the others', async () => {
    const page = await open('/');
    await ready(page);
    const spread = await spreadOf();
    for (const metric of spread.metrics) {
      const row = page.locator(`[data-spread="${metric.id}"]`);
      const known = metric.services.filter(({ value }) => value !== null);
      const labels = await row
        .locator('.spread-strip a')
        .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label') ?? ''));
      const expected = known.map(({ serviceId, value, n }) => {
        const name = spread.services.find((one) => one.serviceId === serviceId)?.name;
        return `${name}: ${amount(value ?? 0, metric.unit)}, n ${n}`;
      });
      expect(labels.map((label) => expected.find((one) => label.startsWith(`${one},`) || label === one) ?? label).sort()).toEqual(
        expected.sort(),
      );
      const moved = metric.services.filter(({ movement }) => movement?.verdict === 'better' || movement?.verdict === 'worse');
      const readable = metric.services.filter(({ movement }) => movement?.verdict !== 'unknown');
      expect(plain(await row.getByRole('heading').textContent())).toMatch(
        new RegExp(`^${moved.length === 0 ? 'None' : moved.length} of ${readable.length} services moved`),
      );
    }
    await page.getByText('Demo data', { exact: true }).waitFor();
  });

  it('answers for the window chosen, in the address, and again after a reload', async () => {
    const page = await open('/');
    await ready(page);
    await page.getByRole('combobox', { name: 'Window' }).selectOption({ label: 'Last 30 days' });
    await page.waitForURL(/from=2026-05-18&to=2026-06-17/);
    const title = page.getByRole('heading', { level: 1, name: '18 May – 16 Jun 2026, compared with the 30 days before, UTC' });
    await title.waitFor();
    await page.reload();
    await title.waitFor();
    await ready(page);
    const { metrics } = await answer<WireAnswer>(stack, '/metrics?from=2026-05-18&to=2026-06-17&compare=previous');
    for (const metric of metrics) {
      const shown = page.locator(`.blended[data-metric="${metric.id}"] .value`);
      if (metric.value === null) expect(await shown.count()).toBe(0);
      else expect(await shown.textContent()).toBe(amount(metric.value, metric.unit));
    }
  });

  it('opens evidence whose counts are the number’s, reads every page of it, and restores it from the address', async () => {
    const page = await open('/');
    await ready(page);
    const sheet = page.getByRole('dialog');
    const { metrics } = await answer<WireAnswer>(stack, '/metrics');
    const frequency = metrics.find(({ id }) => id === 'deployment-frequency');
    const counted = frequency?.counts.included ?? 0;
    expect(counted).toBe(frequency?.n);
    expect(counted).toBeGreaterThan(100);
    await page.getByRole('link', { name: 'Evidence of Deployment frequency' }).click();
    await sheet.getByRole('tab', { name: `Counted (${counted})` }).waitFor();
    for (let shown = 50; shown < counted; shown += 50) {
      await sheet.locator(`.records li:nth-child(${shown})`).waitFor();
      await sheet.getByRole('button', { name: 'More' }).click();
    }
    await sheet.locator(`.records li:nth-child(${counted})`).waitFor();
    expect(await sheet.locator('.records li').count()).toBe(counted);
    await sheet.getByRole('tab', { name: /Left out/ }).click();
    await page.waitForURL(/tab=left-out/);
    const reasons = await sheet.locator('.reasons-counted li').allTextContents();
    expect([...reasons].sort()).toEqual(
      Object.entries(frequency?.counts.excluded ?? {})
        .map(([reason, n]) => `${n} ${reason}`)
        .sort(),
    );
    await page.reload();
    await sheet.getByRole('tab', { name: /Left out/, selected: true }).waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('evidence=');
  });

  it('lists services, searches and sorts them, and opens the evidence of a single number', async () => {
    const page = await open('/');
    const table = page.getByRole('region', { name: 'Table of services' });
    const names = () => table.locator('tbody th').allTextContents();
    const spread = await spreadOf();
    await expect.poll(names).toEqual(spread.services.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en')));
    await table.getByRole('button', { name: 'Change lead time' }).click();
    await page.waitForURL(/sort=change-lead-time/);
    const lead = spread.metrics.find(({ id }) => id === 'change-lead-time');
    const order = (lead?.services ?? []).map(({ serviceId }) => spread.services.find((one) => one.serviceId === serviceId)?.name);
    const valued = (lead?.services ?? []).filter(({ value }) => value !== null).length;
    await expect.poll(async () => (await names()).slice(0, valued)).toEqual(order.slice(0, valued));
    await page.getByRole('searchbox', { name: 'Search service or team' }).fill('check');
    await page.waitForURL(/q=check/);
    await expect.poll(names).toEqual(['Checkout']);
    await table.getByRole('link', { name: /^Change fail rate of Checkout: / }).click();
    await page
      .getByRole('dialog')
      .getByRole('tab', { name: /^Counted/ })
      .waitFor();
    const { metrics } = await answer<WireAnswer>(stack, '/metrics?service=checkout');
    const rate = metrics.find(({ id }) => id === 'change-fail-rate');
    expect(plain(await page.getByRole('dialog').locator('.equation').textContent())).toContain(
      `= ${rate?.numerator} ÷ ${rate?.denominator} deployments`,
    );
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('nothing of this name');
    await page.getByText('No service has “nothing of this name” in its name, id or team.').waitFor();
  });

  it('can be walked by keyboard alone: along a strip, into evidence and back to where one was', async () => {
    const page = await open('/');
    await ready(page);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'document.activeElement.closest(".spread-strip") !== null');
    const label = () => page.evaluate('document.activeElement.ariaLabel');
    const first = await label();
    await page.keyboard.press('ArrowRight');
    expect(await label()).not.toBe(first);
    await page.keyboard.press('End');
    const last = await label();
    await page.keyboard.press('ArrowRight');
    expect(await label()).toBe(last);
    expect(plain(await page.locator('.spread-strip .label').textContent())).toContain(plain(String(last).split(':')[0]));
    await tabTo(page, 'document.activeElement.ariaLabel === "Evidence of Change lead time"');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').locator('.records li').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await label()).toBe('Evidence of Change lead time');
  });

  it.each(['light', 'dark'] as const)('has no serious fault of accessibility in the %s theme', async (colorScheme) => {
    const page = await open('/', { colorScheme });
    await ready(page);
    expect(await faults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Evidence of Change lead time' }).click();
    await page.getByRole('dialog').locator('.records li').first().waitFor();
    expect(await faults(page)).toEqual([]);
  });

  it('keeps the theme a reader chose', async () => {
    const page = await open('/', { colorScheme: 'light' });
    const scheme = () => page.evaluate('getComputedStyle(document.documentElement).colorScheme');
    await page.getByRole('button', { name: /System theme/ }).click();
    await page.getByRole('button', { name: /Light theme/ }).click();
    await page.getByRole('button', { name: /Dark theme/ }).waitFor();
    expect(await scheme()).toBe('dark');
    await page.reload();
    expect(await scheme()).toBe('dark');
  });

  it('says when there is no answer, keeps what it had, and recovers', async () => {
    const page = await open('/');
    await ready(page);
    reader.forgive(/ERR_FAILED/);
    await page.route('**/api/v1/spread?*', (route) => route.abort());
    await page.getByRole('combobox', { name: 'Window' }).selectOption({ label: 'Last 30 days' });
    const alert = page.getByRole('alert');
    await alert.getByText('Plumbline cannot be reached').waitFor();
    expect(await page.locator('.spread-strip').count()).toBe(5);
    await page.unroute('**/api/v1/spread?*');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: /18 May – 16 Jun 2026/ }).waitFor();
  });

  it('says so when the page itself has a fault, and the next page works', async () => {
    const page = await open('/incidents');
    await page.locator('.data').waitFor();
    reader.forgive(/./);
    // An answer no server of this program gives.
    await page.route('**/api/v1/spread?*', (route) => route.fulfill({ json: { services: [], metrics: null, scope: {} } }));
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('heading', { name: 'This page cannot be shown' }).waitFor();
    await page.getByRole('link', { name: 'Incidents' }).click();
    await page.locator('.data').waitFor();
  });

  it('says what is wrong with a window, and leads back', async () => {
    const page = await open('/?from=2026-06-17&to=2026-01-01');
    reader.forgive(/status of 400/);
    const alert = page.getByRole('alert');
    await alert.getByText('must be before to').waitFor();
    await alert.getByRole('link', { name: 'Start again from the usual window' }).click();
    await ready(page);
  });

  it('tells a new reader what to do while nothing is configured', async () => {
    const page = await open('/', {}, bare);
    await page.getByRole('heading', { name: 'Nothing is configured yet' }).waitFor();
    expect(await page.locator('.spread').count()).toBe(0);
    expect(await faults(page)).toEqual([]);
  });

  it('claims no number while nothing was collected', async () => {
    const url = 'https://api.github.com';
    await syncCatalog(empty.db, { ...demoCatalog, sources: [{ sourceId: 'github', kind: 'github', url, demo: false, settingsHash: '' }] });
    const page = await open('/', {}, bare);
    await page.getByRole('heading', { name: 'Nothing is collected for this window yet' }).waitFor();
    expect(await page.locator('.spread-strip').count()).toBe(0);
    expect(await page.locator('.blended .value').count()).toBe(0);
    expect(await page.getByText('Demo data').count()).toBe(0);
    expect(await faults(page)).toEqual([]);
  });

  it('leads addresses of before to the pages of a service and a team', async () => {
    const page = await open('/?service=checkout&from=2026-05-18&to=2026-06-17');
    await page.waitForURL(/\/services\/checkout\?from=2026-05-18&to=2026-06-17$/);
  });

  it('sends a policy that allows nothing from elsewhere and nothing inline', async () => {
    const { headers } = await fetch(stack.address);
    expect(headers.get('content-security-policy')).toContain("script-src 'self';style-src 'self'");
    const page = await (await fetch(stack.address)).text();
    expect(page).not.toMatch(/ style=|<style|<script>|https?:\/\//);
  });
});
