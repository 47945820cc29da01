/**
 * Pictures of the demonstration as of a fixed day: the same picture from the same program. `npm run screenshots` takes those of the
 * documentation; `npm run screenshots -- FOLDER` every page in light, dark, at phone width and as printed, to be looked at.
 */

import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { assessDemo } from '../src/commands/demo-campaigns.ts';
import { decideDemo } from '../src/commands/demo-decisions.ts';
import { proposing } from '../src/commands/proposing.ts';
import { loadConfig } from '../src/config.ts';
import { migrate } from '../src/database/migrate.ts';
import { openDatabase } from '../src/database/open.ts';
import { deriveDirty } from '../src/delivery/run.ts';
import { fillWithDemo, startStack } from '../test/browser/stack.ts';
import { findBrowser, startBrowser } from '../test/support/browser.ts';
import { temporaryFolder } from '../test/support/temporary.ts';

const now = new Date('2026-11-23T06:40:00Z');
const images = fileURLToPath(new URL('../docs/images/', import.meta.url));

type Look = { readonly scheme: 'light' | 'dark'; readonly width: number; readonly media: 'screen' | 'print'; readonly whole: boolean };
const wide: Look = { scheme: 'light', width: 1440, media: 'screen', whole: false };

/** Pages by name, and what is there once they are complete. */
type View = { readonly name: string; readonly path: string; readonly ready: string };

async function views(address: string): Promise<readonly View[]> {
  const first = async (path: string): Promise<string> => {
    const { items } = (await (await fetch(`${address}/api/v1${path}`)).json()) as { items: { id: string }[] };
    return encodeURIComponent(items[0]?.id ?? '');
  };
  const failed = await first('/deployments?service=checkout&failed=true&limit=1');
  const incident = await first('/incidents?service=checkout&state=counted&limit=1');
  const campaign = await first('/assessments/campaigns');
  return [
    { name: 'overview', path: '/', ready: '.spreads[aria-busy="false"] .blended' },
    { name: 'service', path: '/services/checkout', ready: '.panels[aria-busy="false"] canvas' },
    { name: 'evidence', path: '/services/checkout?evidence=change-fail-rate', ready: '.sheet .records li' },
    { name: 'team', path: '/teams/storefront', ready: '.panels[aria-busy="false"] canvas' },
    { name: 'deployment', path: `/deployments/${failed}`, ready: '.story .data' },
    { name: 'incident', path: `/incidents/${incident}`, ready: '.story .around' },
    { name: 'deployments', path: '/deployments', ready: '.data tbody tr' },
    { name: 'changes', path: '/changes', ready: '.data tbody tr' },
    { name: 'incidents', path: '/incidents', ready: '.data tbody tr' },
    { name: 'proposed', path: '/incidents?state=proposed', ready: '.data tbody tr' },
    { name: 'ledger', path: '/ledger', ready: '.list .notice, .data tbody tr' },
    { name: 'quality', path: '/quality', ready: '.data tbody tr' },
    { name: 'service-quality', path: '/services/payments-gateway/quality', ready: '[aria-label="Incidents nobody takes"] tbody tr' },
    { name: 'try-rules', path: '/services/checkout/rules', ready: '#rules-text' },
    { name: 'sources', path: '/sources', ready: '.sources, .source' },
    { name: 'settings', path: '/settings', ready: 'h1' },
    { name: 'maturity', path: '/maturity', ready: '.data tbody tr' },
    { name: 'new-campaign', path: '/maturity/new', ready: '.choose-teams li' },
    { name: 'campaign', path: `/maturity/${campaign}`, ready: '.data tbody tr' },
    { name: 'results', path: `/maturity/${campaign}/results`, ready: '.spread-of-teams' },
    { name: 'team-maturity', path: '/teams/payments/maturity', ready: '.maturity-parts[aria-busy="false"] .profile-row' },
    { name: 'evidence-alone', path: '/teams/payments/maturity?campaign=none', ready: '.maturity-parts .profile-row' },
  ];
}

async function shoot(browser: Browser, address: string, view: View, { scheme, width, media, whole }: Look, file: string): Promise<void> {
  const page: Page = await browser.newPage({
    viewport: { width, height: 900 },
    baseURL: address,
    colorScheme: scheme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  await page.emulateMedia({ media, colorScheme: scheme });
  await page.goto(view.path);
  await page.locator(view.ready).first().waitFor();
  // Charts are drawn by a part of the program that is fetched late; two frames later they are on screen.
  await page.evaluate(`new Promise((done) => {
    const drawn = () => [...document.querySelectorAll('canvas')].every((canvas) => canvas.style.height !== '');
    const look = () => requestAnimationFrame(() => (drawn() ? requestAnimationFrame(done) : look()));
    look();
  })`);
  await page.screenshot({ path: file, fullPage: whole });
  await page.close();
}

async function documentation(browser: Browser, address: string): Promise<void> {
  await mkdir(images, { recursive: true });
  const all = await views(address);
  for (const view of all.filter(({ name }) => ['overview', 'service', 'deployment', 'evidence', 'team-maturity'].includes(name)))
    await shoot(browser, address, view, wide, `${images}${view.name}.png`);
}

async function everything(browser: Browser, address: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const looks: readonly (readonly [string, Look])[] = [
    ['light', { ...wide, whole: true }],
    ['dark', { ...wide, scheme: 'dark', whole: true }],
    ['phone', { ...wide, width: 360, whole: true }],
    ['print', { ...wide, width: 794, media: 'print', whole: true }],
  ];
  for (const view of await views(address))
    for (const [name, look] of looks) await shoot(browser, address, view, look, resolve(folder, `${view.name}-${name}.png`));
}

async function main(folder: string | undefined): Promise<void> {
  const dataFolder = temporaryFolder('screenshots');
  const database = await openDatabase({ databaseUrl: null, dataFolder, durable: false });
  const browser = await startBrowser(await findBrowser());
  try {
    await migrate(database);
    await fillWithDemo(database, now);
    await decideDemo(database.db, now);
    await deriveDirty(database.db, { now });
    await assessDemo(database.db, now);
    const rules = proposing(loadConfig({}, { cwd: dataFolder }), database.db);
    const stack = await startStack(database, now, 'UTC', { rules });
    const work = folder === undefined ? documentation(browser, stack.address) : everything(browser, stack.address, folder);
    await work.finally(stack.close);
  } finally {
    await browser.close();
    await database.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

await main(process.argv[2]);
