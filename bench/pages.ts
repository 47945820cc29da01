/**
 * How quick the dashboard feels in a real browser: bytes and first paint with the demonstration, what a press costs until the next
 * paint, and whether an organisation of 1,000 services still scrolls and filters without long tasks (from a browser trace).
 * Run: npx tsx bench/pages.ts
 */

import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { migrate } from '../src/database/migrate.ts';
import { type Database, openDatabase } from '../src/database/open.ts';
import { answerMetrics } from '../src/metrics/answer.ts';
import { answerSpread } from '../src/metrics/spread.ts';
import { fillWithDemo, startStack } from '../test/browser/stack.ts';
import { findBrowser, startBrowser } from '../test/support/browser.ts';
import { temporaryFolder } from '../test/support/temporary.ts';
import { makeOrganisation } from './thousand.ts';

const now = new Date('2026-11-23T06:40:00Z');
const rounds = 5;

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const print = (what: string, figure: string): void => console.log(`${what.padEnd(72)} ${figure}`);
const ms = (value: number): string => `${Math.round(value)} ms`;

async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const dataFolder = temporaryFolder('bench-pages');
  const database = await openDatabase({ databaseUrl: null, dataFolder });
  try {
    await migrate(database);
    await work(database);
  } finally {
    await database.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** What the entry page asks for at once, gzipped. */
async function initialBytes(): Promise<void> {
  const outDir = temporaryFolder('bench-web');
  await build({ root: resolve(import.meta.dirname, '../web'), logLevel: 'error', build: { outDir, emptyOutDir: true } });
  const html = readFileSync(`${outDir}/index.html`, 'utf8');
  const size = (file: string): number => gzipSync(readFileSync(`${outDir}/assets/${file}`)).length / 1000;
  const files = readdirSync(`${outDir}/assets`).toSorted();
  const atOnce = files.filter((file) => file.endsWith('.js') && html.includes(file)).reduce((sum, file) => sum + size(file), 0);
  print('initial JavaScript, gzipped (goal: at most 120 kB)', `${atOnce.toFixed(1)} kB`);
  for (const file of files) {
    const when = html.includes(file) ? 'at once' : 'when needed';
    if (/\.(js|css)$/.test(file)) print(`${file.replace(/-[^-]{8}\./, '.')} (${when}), gzipped`, `${size(file).toFixed(1)} kB`);
  }
  await rm(outDir, { recursive: true, force: true });
}

async function opened(browser: Browser, address: string, path: string, ready: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: address });
  const page = await context.newPage();
  const started = performance.now();
  await page.goto(path);
  await page.locator(ready).first().waitFor();
  const filled = performance.now() - started;
  const paint = await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN");
  return { page, filled, paint, close: () => context.close() };
}

/** From an action to the frame that shows it, by the clock of the page. */
async function untilPainted(page: Page, action: string): Promise<number> {
  return await page.evaluate<number>(`new Promise((done) => {
    const started = performance.now();
    ${action};
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - started)));
  })`);
}

const sort = (column: string): string =>
  `[...document.querySelectorAll('.sort')].find((b) => b.textContent.startsWith('${column}')).click()`;
const type = (text: string): string => `{
  const field = document.querySelector('input[type=search]');
  field.value = '${text}';
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}`;

async function demonstration(browser: Browser): Promise<void> {
  await withDatabase(async (database) => {
    const loading = performance.now();
    await fillWithDemo(database, now);
    print('demonstration: made and derived', `${((performance.now() - loading) / 1000).toFixed(1)} s`);
    const stack = await startStack(database, now, 'UTC');
    const paints: number[] = [];
    const fills: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { paint, filled, close } = await opened(browser, stack.address, '/', '.spreads[aria-busy="false"] .blended');
      paints.push(paint);
      fills.push(filled);
      await close();
    }
    print('overview: first paint (goal: under 1,000 ms)', ms(median(paints)));
    print('overview: every number there', ms(median(fills)));
    const { page, close } = await opened(browser, stack.address, '/', '.spreads[aria-busy="false"] .blended');
    const presses: number[] = [];
    for (let round = 0; round < rounds; round += 1) presses.push(await untilPainted(page, sort('Change lead time')));
    print('overview: press to paint, sorting the table (goal: under 100 ms)', ms(median(presses)));
    const opening = await untilPainted(page, "document.querySelector('[data-evidence=change-fail-rate]').click()");
    print('overview: press to paint, opening evidence (goal: under 100 ms)', ms(opening));
    await close();
    const service = await opened(browser, stack.address, '/services/checkout', '.panels[aria-busy="false"] canvas');
    print('service page: first paint', ms(service.paint));
    print('service page: first chart', ms(service.filled));
    await service.close();
    await stack.close();
  });
}

type TraceEvent = {
  readonly name: string;
  readonly ph: string;
  readonly dur?: number;
  readonly tid: number;
  readonly pid: number;
  readonly args?: { readonly name?: string };
};

/** The longest task of the page's own thread, and how many were longer than a tenth of a second, while something is done. */
async function traced(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<{ readonly longest: number; readonly long: number }> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel', '__metadata'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(
    traceEvents.flatMap(({ name, args, pid, tid }) => (name === 'thread_name' && args?.name === 'CrRendererMain' ? [`${pid} ${tid}`] : [])),
  );
  const tasks = traceEvents.filter(({ name, ph, pid, tid }) => ph === 'X' && /RunTask/.test(name) && mains.has(`${pid} ${tid}`));
  const lengths = tasks.map(({ dur = 0 }) => dur / 1000);
  return { longest: Math.max(0, ...lengths), long: lengths.filter((length) => length > 100).length };
}

async function thousand(browser: Browser): Promise<void> {
  await withDatabase(async (database) => {
    await makeOrganisation(database.db, { services: 1000, deploymentsPerService: 400, changesPerDeployment: 3 }, now);
    const window = { from: new Date(now.getTime() - 90 * 86_400_000), to: now };
    const plain = { bucket: 'week', serviceId: null, teamId: null, clock: 'authored', bots: 'included', comparePrevious: true } as const;
    const scope = { ...plain, window, zone: 'UTC', now };
    const timed = async (work: () => Promise<unknown>): Promise<number> => {
      const started = performance.now();
      await work();
      return performance.now() - started;
    };
    const answers: number[] = [];
    const spreads: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      answers.push(await timed(() => answerMetrics(database.db, scope, undefined, { trend: true })));
      spreads.push(await timed(() => answerSpread(database.db, scope, { trend: true })));
    }
    print('1,000 services: five metrics with trends of all taken together', ms(median(answers)));
    print(
      '1,000 services: spread with trends, over that',
      `${ms(median(spreads))}, ${(median(spreads) / median(answers)).toFixed(1)} times`,
    );
    const stack = await startStack(database, now, 'UTC');
    const { page, filled, close } = await opened(browser, stack.address, '/', '.spreads[aria-busy="false"] .blended');
    print('1,000 services: overview filled', ms(filled));
    print('1,000 services: elements in the page', String(await page.evaluate('document.querySelectorAll("*").length')));
    const scrolling = await traced(browser, page, async () => {
      for (let step = 0; step < 40; step += 1) await page.mouse.wheel(0, step < 20 ? 200 : -200);
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    });
    print('1,000 services: scrolling, longest task; tasks over 100 ms', `${ms(scrolling.longest)}; ${scrolling.long}`);
    const filtering = await traced(browser, page, async () => {
      for (const text of ['9', '99', '999', '']) {
        await page.evaluate(type(text));
        await page.waitForURL((url) => (url.searchParams.get('q') ?? '') === text);
        await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      }
    });
    print('1,000 services: filtering the table, longest task; tasks over 100 ms', `${ms(filtering.longest)}; ${filtering.long}`);
    const sorting = await traced(browser, page, async () => {
      for (const column of ['Change fail rate', 'Team', 'Change lead time']) await untilPainted(page, sort(column));
    });
    print('1,000 services: sorting the table, longest task; tasks over 100 ms', `${ms(sorting.longest)}; ${sorting.long}`);
    const walking = await traced(browser, page, async () => {
      await page.locator('.spread-strip a').first().focus();
      for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowRight');
    });
    print('1,000 services: walking a strip, longest task; tasks over 100 ms', `${ms(walking.longest)}; ${walking.long}`);
    await close();
    await stack.close();
  });
}

const browser = await startBrowser(await findBrowser());
try {
  await initialBytes();
  await demonstration(browser);
  await thousand(browser);
} finally {
  await browser.close();
}
