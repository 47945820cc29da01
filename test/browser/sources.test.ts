import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { markEnded, markProgress, markRunning, noProgress } from '../../src/collection/state.ts';
import type { Database } from '../../src/database/open.ts';
import type { CoveragePage, RejectedRow } from '../../web/api.ts';
import { findBrowser } from '../support/browser.ts';
import { testDatabase } from '../support/database.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { handClock } from '../support/event-stream.ts';
import { answer, faults, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const clock = handClock();

let demo: Database;
let own: Database;
let shown: Stack;
let stack: Stack;
let reader: Reader;

/** An organisation of its own: a source with sixty repositories, and one that failed. */
async function fill({ db }: Database): Promise<void> {
  const source = (sourceId: string) => ({ sourceId, kind: 'github', url: 'https://api.github.com', demo: false, settingsHash: sourceId });
  await syncCatalog(db, { sources: [source('github'), source('mono')], teams: [], services: [] });
  const lastError = 'GitHub refused the token. Make a new one and put it into GITHUB_TOKEN.';
  await db
    .updateTable('source')
    .set({ state: 'failed', stateReason: lastError, lastError, lastErrorAt: now })
    .where('sourceId', '=', 'mono')
    .execute();
  for (let i = 0; i < 60; i += 1) {
    const id = `github:acme~api-${String(i).padStart(2, '0')}`;
    await sql`insert into repository (repository_id, source_id, name, fetched_at)
      values (${id}, 'github', ${`acme/api-${String(i).padStart(2, '0')}`}, ${now})`.execute(db);
    await sql`insert into coverage (source_id, repository_id, object, day, state, at)
      select 'github', ${id}, 'issues', date '2026-05-01' + n, case when ${i === 7} and n = 3 then 'failed' when n % 4 = 0 then 'fetched' else 'empty' end, ${now}
      from generate_series(0, 30) as n`.execute(db);
  }
  await sql`insert into raw_record (repository_id, source_id, kind, external_id, content_hash, payload, fetched_at, rejected)
    values ('github:acme~api-01', 'github', 'issue', '42', 'h', '{"title":"planted-payload"}', ${now}, 'labels: expected an array')`.execute(
    db,
  );
}

describe.skipIf(found.path === null)(`the sources in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    demo = await demoDatabase(now);
    own = await testDatabase();
    await fill(own);
    shown = await startStack(demo, now, 'UTC');
    const collectNow = (sourceId: string) => markRunning(own.db, sourceId, now);
    stack = await startStack(own, now, 'Europe/Berlin', { pace: clock.pace, collectNow });
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

  const section = (page: Page, id: string) => page.locator(`[data-source="${id}"]`);
  const opened = async (options = {}) => {
    const page = await reader.open(stack, '/sources', options);
    await section(page, 'github').getByRole('slider').first().waitFor();
    return page;
  };
  const listening = async (): Promise<void> => {
    while (clock.running() === 0) await new Promise((done) => setImmediate(done));
  };
  /** Turns the clock until the page shows it: a tick while a look is under way is none. */
  const until = async (seen: Promise<void>): Promise<void> => {
    let there = false;
    const done = seen.finally(() => {
      there = true;
    });
    while (!there) {
      clock.tick(1000);
      await new Promise((next) => setImmediate(next));
    }
    await done;
  };

  it('says of the demonstration that it is made once, and offers no collecting', async () => {
    const page = await reader.open(shown, '/sources');
    await page.getByText('Demo data: made once, never collected.').first().waitFor();
    expect(await page.getByRole('button', { name: 'Collect now' }).count()).toBe(0);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await faults(page)).toEqual([]);
    }
  });

  it('follows a run it asked for: what is read, how far, and when the numbers have it', async () => {
    const page = await opened();
    await listening();
    const source = section(page, 'github');
    const collect = source.getByRole('button', { name: 'Collect now' });
    const before = await source.locator('.facts').boundingBox();
    await collect.click();
    await until(source.getByText('Collecting now').waitFor());
    expect(await collect.isDisabled()).toBe(true);
    await markProgress(own.db, 'github', {
      ...noProgress,
      repository: 'acme/api-01',
      object: 'pull_requests',
      done: 3,
      total: 8,
      pages: 12,
      records: 340,
    });
    await until(source.getByText('acme/api-01, pull requests · 3 of 8 · 12 pages, 340 records').waitFor());
    const bar = source.getByRole('progressbar');
    expect([await bar.getAttribute('value'), await bar.getAttribute('max')]).toEqual(['3', '8']);
    expect(await faults(page)).toEqual([]);
    await markEnded(own.db, 'github', {
      at: now,
      outcome: 'done',
      reason: null,
      nextRunAt: new Date(now.getTime() + 900_000),
      progress: noProgress,
    });
    await until(source.getByText('Collected. Numbers follow where something is new.').waitFor());
    await source.getByText('17 Jun 2026, 12:15').waitFor();
    expect((await source.locator('.facts').boundingBox())?.y).toBe(before?.y);
    await sql`insert into service_state (service_id, derived_at, version) values ('shop', ${now}, 'v')`.execute(own.db);
    await until(source.getByText('Collected. The numbers have it.').waitFor());
  });

  it('tells a failure whole, with what to do', async () => {
    const page = await opened();
    const source = section(page, 'mono');
    await source.getByText('GitHub refused the token. Make a new one and put it into GITHUB_TOKEN.').waitFor();
    await source.getByText('Mend the cause, then collect again').waitFor();
    await source.getByText('not by itself: mend the cause, then collect').waitFor();
  });

  it('is walked by keyboard: list to list, stretch to stretch, each told in words', async () => {
    const page = await opened();
    await tabTo(page, 'document.activeElement.getAttribute("role") === "slider"');
    const focused = (attribute: string) => page.evaluate(`document.activeElement.getAttribute('${attribute}')`);
    expect(await focused('aria-label')).toMatch(/^acme\/api-00, issues: 31 of \d+ days asked/);
    await page.keyboard.press('Home');
    expect(await focused('aria-valuetext')).toMatch(/^17 Jun 2025 – 30 Apr 2026, 318 days: never asked$/);
    await page.keyboard.press('ArrowRight');
    expect(await focused('aria-valuetext')).toBe('1 May 2026: with news');
    await page.locator('.told').getByText('acme/api-00, issues: 1 May 2026: with news').waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await focused('aria-label')).toMatch(/^acme\/api-01/);
    expect(await page.locator('[role="slider"][tabindex="0"]').count()).toBe(1);
  });

  it('narrows many lists by name and to what failed, and shows the same as a table', async () => {
    const page = await opened();
    const source = section(page, 'github');
    await source.getByText('24 of 60 lists').waitFor();
    await source.getByRole('button', { name: 'More (36)' }).click();
    await source.getByText('60 lists', { exact: true }).waitFor();
    await source.getByLabel('Only with failed days').check();
    await source.getByText('1 list', { exact: true }).waitFor();
    await source.getByRole('button', { name: 'Table' }).click();
    const { items, from, until: last } = await answer<CoveragePage>(stack, '/sources/github/coverage?failed=true');
    const [row] = items;
    const cells = await source.locator('tbody tr').first().locator('th, td').allTextContents();
    const days = (Date.parse(last) - Date.parse(from)) / 86_400_000 + 1;
    expect(cells.slice(0, 6).map(plain)).toEqual([
      'acme/api-07',
      'issues',
      String(row?.days.fetched),
      String(row?.days.empty),
      '1',
      String(days - 31),
    ]);
    await source.getByLabel('Only with failed days').uncheck();
    await source.getByRole('searchbox').fill('api-4');
    await source.getByText('10 lists', { exact: true }).waitFor();
    expect(await source.getByRole('link', { name: 'CSV' }).getAttribute('href')).toContain('q=api-4');
    await source.getByRole('searchbox').fill('nothing-like-it');
    await source.getByText('Nothing fits.').waitFor();
    expect(await faults(page)).toEqual([]);
  });

  it('lists what was not understood and why, not what it holds', async () => {
    const page = await opened();
    await page.getByText('What was not understood, and why (1 payload)').click();
    const { items } = await answer<{ items: RejectedRow[] }>(stack, '/sources/github/rejected');
    await page.getByText(items[0]?.reason ?? 'no reason').waitFor();
    await page.getByRole('rowheader', { name: 'issue 42' }).waitFor();
    expect(await page.content()).not.toContain('planted-payload');
    expect(await faults(page)).toEqual([]);
  });

  it('says when changes cannot be heard of, and goes on by itself', async () => {
    const page = await reader.open(stack, '/healthz');
    await page.clock.install({ time: now });
    await page.route('**/api/v1/stream', (route) => route.fulfill({ status: 503 }));
    reader.forgive(/503/);
    await page.goto('/sources');
    await section(page, 'github').getByRole('slider').first().waitFor();
    await page.clock.fastForward(6000);
    const said = page.getByText('Changes cannot be heard of just now');
    await said.waitFor();
    await page.unroute('**/api/v1/stream');
    await page.clock.fastForward(11_000);
    await said.waitFor({ state: 'detached' });
  });

  it('fits a phone', async () => {
    const page = await opened({ viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await faults(page)).toEqual([]);
  });
});
