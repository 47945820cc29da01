import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import type { Database } from '../../src/database/open.ts';
import { demoCatalog } from '../../src/demo/load.ts';
import { amount } from '../../web/format.ts';
import { findBrowser, startBrowser } from '../support/browser.ts';
import { testDatabase } from '../support/database.ts';
import { fillWithDemo, type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');

let database: Database;
let empty: Database;
let stack: Stack;
let bare: Stack;
let browser: Browser;
/** What went wrong in any page of the present test, and every host it spoke to. */
let complaints: string[] = [];
let hosts = new Set<string>();
const contexts: BrowserContext[] = [];

async function open(path: string, options: BrowserContextOptions = {}, from: Stack = stack): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', baseURL: from.address, ...options });
  contexts.push(context);
  const page = await context.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.goto(path);
  return page;
}

const panel = (page: Page, id: string) => page.locator(`[data-metric="${id}"]`);
const ready = (page: Page) => page.locator('.panels[aria-busy="false"]').waitFor();
const sheet = (page: Page) => page.getByRole('dialog');
/** The part of the answers the pages are held against. */
type Answered = { id: string; state: string; value: number | null; n: number; unit: 'seconds' | 'per_day' | 'share'; counts: Counts };
type Counts = { included: number; excluded: Record<string, number> };

async function answers(query: string): Promise<readonly Answered[]> {
  const answer = await fetch(`${stack.address}/api/v1/metrics?${query}`);
  // The route's own declaration is held against its answers in the contract tests.
  return ((await answer.json()) as { metrics: Answered[] }).metrics;
}

async function faults(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, so that the page's own policy need not be loosened for it.
  await page.evaluate(axe.source);
  const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  const { violations } = found as { violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] };
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`));
}

describe.skipIf(found.path === null)(`the dashboard in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await testDatabase();
    empty = await testDatabase();
    await fillWithDemo(database, now);
    stack = await startStack(database, now, 'UTC');
    bare = await startStack(empty, now, 'UTC');
    browser = await startBrowser(found);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.close();
    await bare?.close();
    await database?.close();
    await empty?.close();
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    const [said, spokenTo] = [complaints, [...hosts]];
    complaints = [];
    hosts = new Set();
    expect(said).toEqual([]);
    expect(spokenTo.filter((host) => ![stack, bare].some(({ address }) => address.endsWith(host)))).toEqual([]);
  });

  it('shows the five values the interface answers, for the window chosen', async () => {
    const page = await open('/');
    await ready(page);
    await page.getByLabel('Window').selectOption({ label: 'Last 30 days' });
    await page.waitForURL(/from=2026-05-18&to=2026-06-17/);
    await page.getByRole('heading', { level: 1, name: '18 May – 16 Jun 2026, compared with the 30 days before, UTC' }).waitFor();
    await ready(page);
    const expected = await answers('from=2026-05-18&to=2026-06-17&compare=previous');
    expect(expected).toHaveLength(5);
    for (const metric of expected) {
      expect(await panel(page, metric.id).getAttribute('data-state')).toBe(metric.state);
      const shown = panel(page, metric.id).locator('.value');
      if (metric.value === null) expect(await shown.count()).toBe(0);
      else expect(await shown.textContent()).toBe(amount(metric.value, metric.unit));
    }
    await page.getByText('Demo data', { exact: true }).waitFor();
  });

  it('opens evidence whose counts are the panel’s, reads every page of it, and restores it from the address', async () => {
    const page = await open('/');
    const [leadTime] = await answers('');
    await page.getByRole('button', { name: 'Evidence of Change lead time' }).click();
    const counted = leadTime?.counts.included ?? 0;
    expect(counted).toBe(leadTime?.n);
    expect(counted).toBeGreaterThan(100);
    await sheet(page)
      .getByRole('tab', { name: `Counted (${counted})` })
      .waitFor();
    for (let shown = 50; shown < counted; shown += 50) {
      await sheet(page).locator(`.records li:nth-child(${shown})`).waitFor();
      await sheet(page).getByRole('button', { name: 'More' }).click();
    }
    await sheet(page).locator(`.records li:nth-child(${counted})`).waitFor();
    expect(await sheet(page).locator('.records li').count()).toBe(counted);
    await page.reload();
    await sheet(page)
      .getByRole('heading', { name: /Half of all changes live within/ })
      .waitFor();
    expect(page.url()).toContain('evidence=change-lead-time');
  });

  it('sums what is left out by reason', async () => {
    const page = await open('/?evidence=change-fail-rate');
    const { counts } = (await answers('')).find(({ id }) => id === 'change-fail-rate') ?? { counts: { included: 0, excluded: {} } };
    const leftOut = Object.values(counts.excluded).reduce((sum, n) => sum + n, 0);
    expect(leftOut).toBeGreaterThan(0);
    await sheet(page)
      .getByRole('tab', { name: `Left out (${leftOut})` })
      .click();
    const reasons = await sheet(page).locator('.reasons-counted li').allTextContents();
    expect([...reasons].sort()).toEqual(
      Object.entries(counts.excluded)
        .map(([reason, n]) => `${n} ${reason}`)
        .sort(),
    );
    await sheet(page).locator('.records li').first().waitFor();
  });

  it('can be walked by keyboard alone: pick a service, open evidence, close it, come back to where one was', async () => {
    const page = await open('/');
    await ready(page);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'document.activeElement.ariaLabel === "Service"');
    await page.keyboard.type('Check');
    await page.keyboard.press('Enter');
    await page.waitForURL(/service=checkout/);
    await ready(page);
    await tabTo(page, 'document.activeElement.ariaLabel === "Evidence of Change lead time"');
    await page.keyboard.press('Enter');
    await sheet(page).locator('.records li').first().waitFor();
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('evidence=');
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Evidence of Change lead time');
  });

  it('says what is not known instead of showing nothing', async () => {
    const page = await open('/?service=notifications');
    await ready(page);
    const fails = panel(page, 'change-fail-rate');
    expect(await fails.getByRole('heading').textContent()).toBe(
      'No incidents are collected for this service. Add a rule to see stability.',
    );
    await page.goto('/?service=ledger');
    await ready(page);
    const recovery = panel(page, 'failed-deployment-recovery-time');
    expect(await recovery.getByRole('heading').textContent()).toMatch(/^Too few restored failures to say \(\d+ in 13 weeks\)$/);
    const metric = (await answers('service=ledger')).find(({ id }) => id === 'failed-deployment-recovery-time');
    expect(await recovery.locator('.points li').count()).toBe(metric?.n);
  });

  it('lists services with their values, sorts them, and narrows to one', async () => {
    const page = await open('/');
    const table = page.getByRole('region', { name: 'Table of services' });
    await table.getByRole('cell', { name: 'no source' }).first().waitFor();
    await expect.poll(() => table.getByText('…').count()).toBe(0);
    const names = () => table.locator('tbody th').allTextContents();
    expect(await names()).toEqual(['Checkout', 'Ledger', 'Notifications', 'Search']);
    const expected = await Promise.all(
      (await names()).map(async (name) => ({
        name,
        value: (await answers(`service=${name.toLowerCase()}`))[0]?.value ?? Number.POSITIVE_INFINITY,
      })),
    );
    await table.getByRole('button', { name: 'Change lead time' }).click();
    await expect.poll(names).toEqual([...expected].sort((a, b) => a.value - b.value).map(({ name }) => name));
    await table.getByRole('link', { name: 'Search' }).click();
    await page.waitForURL(/service=search/);
    expect(await page.getByLabel('Team').inputValue()).toBe('storefront');
  });

  it('shows sources with what was asked of them', async () => {
    const page = await open('/');
    await page.getByRole('link', { name: 'Sources' }).click();
    await page.getByRole('heading', { name: 'demo github' }).waitFor();
    await page
      .getByRole('img', { name: /days asked: \d+ with news/ })
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'Collect now' }).count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('has no serious fault of accessibility in the %s theme', async (colorScheme) => {
    const page = await open('/', { colorScheme });
    await ready(page);
    await page.locator('.services td', { hasText: 'no source' }).first().waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Evidence of Change lead time' }).click();
    await sheet(page).locator('.records li').first().waitFor();
    expect(await faults(page)).toEqual([]);
    await page.goto('/sources');
    await page
      .getByRole('img', { name: /days asked/ })
      .first()
      .waitFor();
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

  it.each([
    ['/', 360],
    ['/sources', 360],
    ['/?evidence=change-lead-time', 360],
    ['/', 800],
  ])('%s fits %i pixels without scrolling sideways', async (path, width) => {
    const page = await open(path, { viewport: { width, height: 740 } });
    await page.locator('.panels[aria-busy="false"], .coverage').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  it('keeps hostile and endless names as text, inside the page', async () => {
    const hostile = `<img src=x onerror=alert(1)>${'w'.repeat(120)}`;
    const { name } = await database.db.selectFrom('service').select('name').where('serviceId', '=', 'checkout').executeTakeFirstOrThrow();
    const call = async (called: string) =>
      await database.db.updateTable('service').set({ name: called }).where('serviceId', '=', 'checkout').execute();
    await call(hostile);
    try {
      const page = await open('/', { viewport: { width: 360, height: 740 } });
      await page.getByText(hostile).first().waitFor({ state: 'attached' });
      expect(await page.evaluate('document.images.length')).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    } finally {
      await call(name);
    }
  });

  it('sends a policy that allows nothing from elsewhere and nothing inline', async () => {
    const { headers } = await fetch(stack.address);
    expect(headers.get('content-security-policy')).toContain("script-src 'self';style-src 'self'");
    const page = await (await fetch(stack.address)).text();
    expect(page).not.toMatch(/ style=|<style|<script>|https?:\/\//);
  });

  it('says when there is no answer, keeps what it had, and recovers', async () => {
    const page = await open('/');
    await ready(page);
    await page.route('**/api/v1/metrics?*', (route) => route.abort());
    await page.getByLabel('Step').selectOption('month');
    const alert = page.getByRole('alert');
    await alert.getByText('Plumbline cannot be reached').waitFor();
    expect(await page.locator('.panel .value').count()).toBeGreaterThan(0);
    await page.unroute('**/api/v1/metrics?*');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'detached' });
    await page.getByText('Median by month').first().waitFor();
    // The browser itself reports what was aborted on purpose.
    complaints = complaints.filter((text) => !text.includes('net::ERR_FAILED'));
  });

  it('tells a new reader what to do while nothing is configured', async () => {
    const page = await open('/', {}, bare);
    await page.getByRole('heading', { name: 'Nothing is configured yet' }).waitFor();
    expect(await page.locator('.panel').count()).toBe(0);
    expect(await faults(page)).toEqual([]);
  });

  it('says what is wrong with an address, and leads back', async () => {
    const page = await open('/?service=nosuch');
    const alert = page.getByRole('alert');
    await alert.getByText('there is no service "nosuch"').waitFor();
    await alert.getByRole('link', { name: 'Start again from the whole organisation' }).click();
    await ready(page);
    expect(await page.locator('.panel .value').count()).toBeGreaterThan(0);
    // The browser itself reports the refusal asked for.
    complaints = complaints.filter((text) => !text.includes('status of 404'));
  });

  it('shows a source that failed with what to do, asks to collect it, and claims no numbers', async () => {
    const url = 'https://api.github.com';
    await syncCatalog(empty.db, { ...demoCatalog, sources: [{ sourceId: 'github', kind: 'github', url, demo: false, settingsHash: '' }] });
    const lastError = 'The token is not accepted: make a new one.';
    await empty.db.updateTable('source').set({ state: 'failed', stateReason: lastError, lastError, lastErrorAt: now }).execute();
    const page = await open('/', {}, bare);
    await page.getByRole('heading', { name: 'Nothing is collected for this window yet' }).waitFor();
    expect(await page.locator('.panel .value').count()).toBe(0);
    expect(await page.getByText('Demo data').count()).toBe(0);
    await page.getByRole('link', { name: 'Sources' }).first().click();
    const source = page.getByRole('region', { name: 'github', exact: true });
    await source.getByText('What was collected before stays.').waitFor();
    expect(await source.getByText(lastError).count()).toBeGreaterThan(0);
    expect(await source.getByText('not yet').count()).toBe(1);
    await source.getByRole('button', { name: 'Collect now' }).click();
    await source.getByText('Asked for: it starts when a worker is free.').waitFor();
    expect(await faults(page)).toEqual([]);
  });
});

/** Presses Tab until something is focused; the limit is far beyond the number of stops there are. */
async function tabTo(page: Page, there: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await page.evaluate(there)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The keyboard never came to ${there}`);
}
