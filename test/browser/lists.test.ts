import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Page as Listed, WireChange, WireDeployment, WireIncident, WireIncidentStory } from '../../web/api.ts';
import { count, duration, moment } from '../../web/format.ts';
import { calledOf, leadTimeInWords, recoveryInWords } from '../../web/story-words.ts';
import { findBrowser } from '../support/browser.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { answer, faults, plain, type Reader, startReader, tabTo, waitingOn } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const window = 'from=2026-03-19T00:00:00.000Z&to=2026-06-17T00:00:00.000Z';

let database: Database;
let stack: Stack;
let reader: Reader;
/** A failed deployment with an incident, and that incident. */
let deploymentPath: string;
let incidentPath: string;

type Rows<T> = Listed<T> & { readonly total: number };

/** Three looks in a row find every request answered, and none that was not there before. */
async function quiet(page: Page): Promise<void> {
  let [seen, same] = [-1, 0];
  const look = async (): Promise<number> => {
    const now = await page.evaluate<number>("performance.getEntriesByType('resource').length");
    [seen, same] = [now, now === seen && waitingOn(page) === 0 ? same + 1 : 0];
    return same;
  };
  await expect.poll(look, { interval: 40, timeout: 10_000 }).toBeGreaterThanOrEqual(3);
}

/** Nothing is being read any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await quiet(page);
  await expect.poll(() => page.locator('main [aria-busy="true"]').count(), { timeout: 10_000 }).toBe(0);
  await expect
    .poll(() =>
      page
        .locator('main')
        .getByText(/^(Reading|Counting) /)
        .count(),
    )
    .toBe(0);
}

describe.skipIf(found.path === null)(`lists and stories in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    stack = await startStack(database, now, 'UTC');
    reader = await startReader(found);
    const { items } = await answer<Rows<WireIncident>>(stack, `/incidents?${window}&state=counted`);
    const [first] = items;
    if (!first?.deploymentId) throw new Error('The demonstration has no counted incident.');
    deploymentPath = `/deployments/${encodeURIComponent(first.deploymentId)}`;
    incidentPath = `/incidents/${encodeURIComponent(first.id)}`;
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  const open = (path: string, options = {}) => reader.open(stack, path, options);
  const everyPage = () => [
    '/',
    '/teams/discovery',
    '/services/checkout',
    '/deployments',
    deploymentPath,
    '/changes',
    '/changes?state=delivered',
    '/incidents',
    incidentPath,
    '/ledger',
    '/sources',
    '/settings',
  ];
  const cells = (page: Page) =>
    page
      .locator('.list tbody tr')
      .evaluateAll((rows) => rows.map((row) => Array.from(row.children, ({ textContent }) => textContent ?? '')));
  const said = async (page: Page) => (await cells(page)).map((row) => row.map(plain));

  it('lists deployments as the interface answers them', async () => {
    const page = await open('/deployments');
    const { items, total } = await answer<Rows<WireDeployment>>(stack, `/deployments?${window}&tier=production&limit=50`);
    await page.getByText(`${count(total)} in all`).waitFor();
    const shown = await said(page);
    expect(shown.map((row) => [row[1], row[2], row[5], row[6], row[7]])).toEqual(
      items.map((row) => [
        moment(new Date(row.finishedAt ?? row.startedAt), 'UTC'),
        row.serviceName,
        String(row.changes),
        plain(row.failed ? recoveryInWords(row) : 'none known'),
        plain(row.finishedAt === null ? '…' : duration((Date.parse(row.finishedAt) - Date.parse(row.startedAt)) / 1000)),
      ]),
    );
    expect(shown.every(([name = ''], index) => name.startsWith(plain(items[index] && calledOf(items[index]))))).toBe(true);
    await page.getByRole('button', { name: /^More \(/ }).click();
    await expect.poll(async () => (await cells(page)).length).toBe(Math.min(100, total));
    const other = await answer<Rows<WireDeployment>>(stack, `/deployments?${window}&tier=production&limit=100`);
    expect((await said(page)).map((row) => row[1])).toEqual(
      other.items.map((row) => moment(new Date(row.finishedAt ?? row.startedAt), 'UTC')),
    );
  });

  it('lists changes that wait and changes that are deployed as the interface answers them', async () => {
    const page = await open('/changes');
    const waiting = await answer<Rows<WireChange>>(stack, '/changes?state=undeployed&limit=50');
    await page.getByText(`${count(waiting.total)} in all`).waitFor();
    expect((await said(page)).map((row) => row.slice(1))).toEqual(
      waiting.items.map((row) => [
        row.serviceName,
        plain(row.waiting === null ? '…' : duration(row.waiting)),
        `${row.mergedAt === null ? 'committed ' : ''}${moment(new Date(row.mergedAt ?? row.committedAt), 'UTC')}`,
        moment(new Date(row.authoredAt), 'UTC'),
      ]),
    );
    await page.getByRole('button', { name: 'Deployed', exact: true }).click();
    const delivered = await answer<Rows<WireChange>>(stack, `/changes?state=delivered&${window}&limit=50`);
    await page.getByText(`${count(delivered.total)} in all`).waitFor();
    expect((await said(page)).map((row) => row.slice(1))).toEqual(
      delivered.items.map((row) => [
        row.serviceName,
        plain(leadTimeInWords(row)),
        moment(new Date(row.authoredAt), 'UTC'),
        moment(new Date(row.deployedAt ?? 0), 'UTC'),
      ]),
    );
  });

  it('lists incidents as the interface answers them', async () => {
    const page = await open('/incidents');
    const { items, total } = await answer<Rows<WireIncident>>(stack, `/incidents?${window}&limit=50`);
    await page.getByText(`${count(total)} in all`).waitFor();
    // A proposed one offers to be decided on in its row.
    const offered = ({ title, state }: WireIncident) => (state === 'proposed' ? `Confirm ${title}Reject ${title}` : '');
    expect((await said(page)).map((row) => row.slice(0, 4))).toEqual(
      items.map((row) => [
        plain(`${row.title}${offered(row)}`),
        moment(new Date(row.openedAt), 'UTC'),
        row.duration === null ? 'still open' : plain(duration(row.duration)),
        row.serviceName,
      ]),
    );
  });

  it('is ordered, searched and filtered by keyboard, in the address', async () => {
    const page = await open('/deployments');
    await page.getByText(/in all$/).waitFor();
    await tabTo(page, 'document.activeElement.type === "search"');
    await page.keyboard.type('ro');
    await page.waitForURL(/[?&]q=ro/);
    const asked = `/deployments?${window}&tier=production&limit=50&q=ro`;
    const narrowed = await answer<Rows<WireDeployment>>(stack, asked);
    await page.getByText(`${count(narrowed.total)} in all`).waitFor();
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
    await tabTo(page, 'document.activeElement.className === "sort" && document.activeElement.textContent.startsWith("Changes")');
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=changes/);
    const head = page.getByRole('columnheader', { name: 'Changes' });
    const first = await head.getAttribute('aria-sort');
    await page.keyboard.press('Enter');
    await expect.poll(() => head.getAttribute('aria-sort')).not.toBe(first);
    await page.waitForURL(/order=desc/);
    const sorted = await answer<Rows<WireDeployment>>(stack, `${asked}&sort=changes&order=desc`);
    await expect.poll(async () => (await said(page)).map((row) => row[5])).toEqual(sorted.items.map(({ changes }) => String(changes)));
    await page.reload();
    await expect.poll(async () => (await said(page)).map((row) => row[5])).toEqual(sorted.items.map(({ changes }) => String(changes)));
    expect(await page.getByRole('searchbox').inputValue()).toBe('ro');
  });

  it.each(['light', 'dark'] as const)('has no serious fault of accessibility in the %s theme', async (colorScheme) => {
    for (const path of ['/deployments', deploymentPath, '/changes', '/changes?state=delivered', '/incidents', incidentPath, '/ledger']) {
      const page = await open(path, { colorScheme });
      await settled(page);
      expect({ path, faults: await faults(page) }).toEqual({ path, faults: [] });
    }
  });

  it('fits a phone, every page of it, with its bar and what is behind “More”', async () => {
    for (const path of everyPage()) {
      const page = await open(path, { viewport: { width: 360, height: 740 }, hasTouch: true });
      await settled(page);
      expect({ path, width: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({ path, width: 360 });
      const bar = await page.locator('header.rail').boundingBox();
      expect(Math.round((bar?.y ?? 0) + (bar?.height ?? 0))).toBe(740);
      await page.getByText('More', { exact: true }).tap();
      const [place, head] = path === '/settings' ? ['Sources', 'Sources: where'] : ['Settings', 'Settings: what'];
      await page.getByRole('link', { name: place, exact: true }).tap();
      await page.getByRole('heading', { level: 1, name: head }).waitFor();
      await expect.poll(() => page.locator('details.more').getAttribute('open')).toBeNull();
      await page.getByRole('link', { name: 'Changes', exact: true }).tap();
      await page.getByRole('heading', { level: 1, name: 'Changes merged, not deployed' }).waitFor();
      await page.close();
    }
  });

  const chosen = 'from=2026-01-01&to=2026-05-01&zone=Pacific/Chatham&bucket=month&compare=none';
  it.each([
    ['/', ['sort=change-fail-rate&order=desc&q=ch']],
    ['/teams/discovery', ['evidence=change-lead-time&tab=left-out']],
    ['/services/checkout', ['evidence=flow-review&tab=counted']],
    [
      '/deployments',
      ['team=storefront&tier=all&outcome=succeeded&kind=forward&sort=changes&order=asc', 'service=checkout&marked=failed&q=1'],
    ],
    ['/changes', ['service=checkout&sort=authored&order=asc', 'state=delivered&team=storefront&q=a&sort=lead_time&order=desc']],
    ['/incidents', ['state=counted&ended=&q=e&sort=duration&order=desc', 'state=proposed&urgency=high&by=rules']],
    ['/ledger', ['service=checkout&action=move&q=e']],
    ['/settings', ['q=checkout']],
  ])('shows the same after a reload and to whoever is sent the address: %s', async (path, choices) => {
    for (const choice of choices) {
      const page = await open(`${path}?${chosen}&${choice}`);
      await settled(page);
      const look = () =>
        page.evaluate(`({ address: location.pathname + location.search, text: document.querySelector('main').innerText,
          fields: [...document.querySelectorAll('main select, main input')].map((field) => field.value),
          orders: [...document.querySelectorAll('[aria-sort]')].map((head) => head.ariaSort), sheet: document.querySelector('dialog')?.innerText })`);
      const before = await look();
      expect(before).toMatchObject({ address: `${path}?${chosen}&${choice}` });
      await page.reload();
      await settled(page);
      await expect.poll(look).toEqual(before);
      await page.close();
    }
  });

  it('leads from an incident that was merged to the one it went into', async () => {
    const { items } = await answer<Rows<WireIncident>>(
      stack,
      '/incidents?from=2024-12-01&to=2026-06-18&service=payments-gateway&limit=200',
    );
    let into: WireIncidentStory | undefined;
    for (const { id } of items) {
      const story = await answer<WireIncidentStory>(stack, `/incidents/${encodeURIComponent(id)}`);
      if (story.merged.length > 0) into = story;
    }
    if (into === undefined) throw new Error('The demonstration has no merged incident.');
    const page = await open(`/incidents/${encodeURIComponent(`${into.id}B`)}?${chosen}`);
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/incidents/${encodeURIComponent(into.id)}`);
    expect(new URL(page.url()).searchParams.get('zone')).toBe('Pacific/Chatham');
    await page.getByRole('heading', { name: 'Merged into it' }).waitFor();
  });

  it('writes every choice of a list into its address, and takes it out again', async () => {
    const page = await open('/deployments?compare=none');
    await page.getByText(/in all$/).waitFor();
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('succeeded');
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('rollback');
    await page.getByRole('combobox', { name: 'Tier' }).selectOption('all');
    await page.waitForURL(/\?compare=none&outcome=succeeded&kind=rollback&tier=all$/);
    const { total } = await answer<Rows<WireDeployment>>(stack, `/deployments?${window}&outcome=succeeded&kind=rollback`);
    await page.getByText(`${count(total)} in all`).waitFor();
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption({ label: 'any' });
    await page.waitForURL(/\?compare=none&kind=rollback&tier=all$/);
  });

  it.each([
    '/deployments?from=yesterday',
    '/changes?state=delivered&to=2026-02-31',
    '/incidents?zone=Nowhere/Land',
    '/services/checkout?from=yesterday',
    '/?zone=Nowhere/Land',
    '/deployments?outcome=splendid',
    '/changes?sort=nothing',
    '/incidents?from=2026-06-01&to=2026-01-01',
  ])('says what is wrong with an address, and leads on: %s', async (path) => {
    reader.forgive(/status of 400/);
    const page = await open(path);
    const alert = page.getByRole('alert').first();
    await alert.waitFor();
    expect(plain(await alert.textContent())).toMatch(/^No answer\. .{10,}/);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Incidents' }).waitFor();
  });

  const page404 = ['/deployments/no%2Fsuch', '/incidents/%3Cimg%3E', '/nowhere', '/deployments/%E0%A4%A'];
  it.each(page404)('says that there is nothing at %s, and leads on', async (path) => {
    reader.forgive(/status of 404/);
    const page = await open(path);
    await page.getByRole('heading', { level: 1, name: /^There is no such / }).waitFor();
    await page.locator('main').getByRole('link').click();
    await page.locator('main h1', { hasNotText: 'no such' }).waitFor();
    await settled(page);
  });

  /** Questions for names and references that a page can do without. */
  const named = /\/(services|teams|benchmarks)$/;
  const troubles = [
    { fulfil: null, says: /cannot be reached/ },
    {
      fulfil: { status: 500, json: { error: { code: 'internal', message: 'Something of ours broke.' } } },
      says: /Something of ours broke/,
    },
    { fulfil: { status: 429, body: 'slow down' }, says: /status 429/ },
    { fulfil: { status: 503, body: '<html>away</html>' }, says: /status 503/ },
    { fulfil: { status: 200, body: '{"items": [' }, says: /could not be understood/ },
  ];

  it('explains every question that has no answer, on every page, and recovers', { timeout: 120_000 }, async () => {
    reader.forgive(/ERR_FAILED|status of (500|429|503)/);
    let turn = 0;
    const wrong: string[] = [];
    for (const [place, path] of everyPage().entries()) {
      const page = await open('/nowhere');
      const asked = new Set<string>();
      page.on('request', (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.startsWith('/api/') && pathname !== '/api/v1/stream') asked.add(pathname);
      });
      await page.goto(path);
      await settled(page);
      // Every second one, in turns: pages share most of what they ask.
      for (const question of [...asked].sort().filter((_, i) => i % 2 === place % 2)) {
        const trouble = troubles[turn++ % troubles.length];
        if (trouble === undefined) continue;
        const what = `${path} without ${question} (${trouble.says})`;
        await page.route(
          ({ pathname }) => pathname === question,
          (route) => (trouble.fulfil === null ? route.abort() : route.fulfill(trouble.fulfil)),
        );
        await page.goto(path);
        const busy = page.locator('main [aria-busy="true"]');
        const shown = async () => plain(await page.locator('main').textContent());
        const told = () => expect.poll(shown, { timeout: named.test(question) ? 500 : 3000 }).toMatch(trouble.says);
        const explained = await told().then(
          () => true,
          () => false,
        );
        await expect
          .poll(() => busy.count(), { timeout: 3000 })
          .toBe(0)
          .catch(() => wrong.push(`${what}: busy for ever`));
        await expect
          .poll(shown, { timeout: 3000 })
          .not.toMatch(/(Reading|Counting) /)
          .catch(() => wrong.push(`${what}: reads for ever`));
        if ((await page.locator('main h1').count()) !== 1) wrong.push(`${what}: no heading`);
        // Names of a picker can be missing while all else is there.
        if (!explained && !named.test(question) && !(path === '/sources' && question.endsWith('/settings')))
          wrong.push(`${what}: says nothing`);
        await page.unrouteAll();
        const again = page.getByRole('button', { name: 'Try again' });
        for (let left = await again.count(); left > 0; left = Math.min(left - 1, await again.count())) await again.first().click();
        await expect
          .poll(() => again.count(), { timeout: 3000 })
          .toBe(0)
          .catch(() => wrong.push(`${what}: does not recover`));
      }
      await page.close();
    }
    expect(wrong).toEqual([]);
  });
});
