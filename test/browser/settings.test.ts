import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { catalogOf } from '../../src/commands/catalog.ts';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/database/open.ts';
import { findBrowser } from '../support/browser.ts';
import { testDatabase } from '../support/database.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { faults, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const secret = 'planted-secret';
const config = loadConfig(
  {
    GITHUB_TOKEN: secret,
    OIDC_SECRET: secret,
    PAGERDUTY_TOKEN: secret,
    PAGERDUTY_WEBHOOK_SECRET: secret,
    DATABASE_URL: `postgres://me:${secret}@db/x`,
    PORT: '9000',
  },
  { cwd: '.', file: 'plumbline.example.yaml' },
);
const fault = 'plumbline.yaml:3:1 "colour": unknown key';
let state = { changed: false, faults: [] as readonly string[] };

let demo: Database;
let own: Database;
let shown: Stack;
let stack: Stack;
let reader: Reader;

describe.skipIf(found.path === null)(`the settings in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    demo = await demoDatabase(now);
    own = await testDatabase();
    await syncCatalog(own.db, await catalogOf(config, own.db));
    shown = await startStack(demo, now, 'UTC');
    stack = await startStack(own, now, config.zone, { config, configState: () => state });
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await shown?.close();
    await stack?.close();
    await demo?.close();
    await own?.close();
  });
  afterEach(async () => await reader.settle(shown, stack));

  const opened = async (from: Stack = stack, options = {}) => {
    const page = await reader.open(from, '/settings', options);
    await page.getByRole('heading', { name: 'Services' }).waitFor();
    return page;
  };
  const row = (page: Page, section: string, name: string) =>
    page.locator(`[aria-labelledby="settings-${section}"] .settings > div`, { has: page.locator('dt', { hasText: name }) }).first();
  const said = async (page: Page, section: string, name: string) =>
    plain(await row(page, section, name).locator('dd:not(.origin)').textContent());
  const mark = async (page: Page, section: string, name: string) =>
    plain((await row(page, section, name).locator('.origin').textContent())?.replace('Set by: ', ''));

  it('shows every value in words with where it comes from, and no secret', async () => {
    const page = await opened();
    const line = (path: string) => `line ${config.origins.find((origin) => origin.path === path)?.line}`;
    expect([await said(page, 'organisation', 'Reporting zone'), await mark(page, 'organisation', 'Reporting zone')]).toEqual([
      'Europe/Berlin',
      line('zone'),
    ]);
    const shop = page.locator('.setting-group', { has: page.getByRole('heading', { name: 'Shop' }) });
    await shop.getByText('Runs of the workflow “deploy.yml” on the branch “main”, in the environment “production”').waitFor();
    await shop.getByText(line('services[0].deployments[1].from')).waitFor();
    expect(await said(page, 'process', 'Database')).toBe('set');
    expect([await said(page, 'process', 'Port'), await mark(page, 'process', 'Port')]).toEqual(['9000', 'environment']);
    expect(await mark(page, 'sources', 'Token')).toBe(`GITHUB_TOKEN, ${line('sources[0].token')}`);
    expect(await page.content()).not.toContain(secret);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await faults(page)).toEqual([]);
    }
  });

  it('is searched by keyboard alone', async () => {
    const page = await opened();
    await tabTo(page, 'document.activeElement.type === "search"');
    await page.keyboard.type('hotfix');
    await page.getByText(/settings with “hotfix”/).waitFor();
    expect(await page.getByRole('heading', { name: 'Teams' }).count()).toBe(0);
    await page.getByRole('searchbox').fill('nothing-like-it');
    await page.getByText('Nothing is set that holds “nothing-like-it”.').waitFor();
    expect(await faults(page)).toEqual([]);
  });

  it('is copied as YAML that says the same, variables by name', async () => {
    const page = await opened(stack, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Copy as YAML' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    const text = await page.evaluate('navigator.clipboard.readText()');
    expect(parse(String(text))).toEqual(config.shown);
    expect(text).not.toContain(secret);
  });

  it('says when the file has changed since, and what would be refused', async () => {
    state = { changed: true, faults: [] };
    const page = await opened();
    await page.getByText('The file has changed since it was read').waitFor();
    state = { changed: true, faults: [fault] };
    await page.reload();
    await page.getByText(fault).waitFor();
    state = { changed: false, faults: [] };
    expect(await faults(page)).toEqual([]);
  });

  it('writes numbers and dates as chosen, also after a reload, and fits a phone in each', async () => {
    const page = await opened(shown, { viewport: { width: 360, height: 740 } });
    const choice = page.getByLabel('Numbers and dates as in');
    for (const [tag, looks] of [
      ['de-DE', '1.234.567 · 3,4 · 17. Juni 2026, 10:00'],
      ['ar-EG', '١٬٢٣٤٬٥٦٧'],
      ['en-US', 'Jun 17, 2026, 10:00 AM'],
    ] as const) {
      await choice.focus();
      await choice.selectOption(tag);
      await page.getByText(looks).waitFor();
      expect(await page.evaluate('document.activeElement.tagName')).toBe('SELECT');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      await page.reload();
      await page.getByText(looks).waitFor();
    }
    await page.goto('/sources');
    await page.getByText('Jun 17, 2026, 10:00 AM').first().waitFor();
    await page.goto('/settings');
    await choice.selectOption('');
    await page.getByText('17 Jun 2026, 10:00').waitFor();
  });

  it('says of the demonstration that there is no file, and shows its rules', async () => {
    const page = await opened(shown);
    await page.getByText('There is no configuration file: the demonstration is shown.').waitFor();
    expect(await page.getByRole('button', { name: 'Copy as YAML' }).count()).toBe(0);
    await page.getByText('What each number means').click();
    await page.locator('.definitions dt').nth(4).waitFor();
    expect(await faults(page)).toEqual([]);
  });
});
