import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { Page as Listed, WireAnswer, WireDeployment, WireFlow, WireIncident } from '../../web/api.ts';
import { amount, count, duration } from '../../web/format.ts';
import { addDeployments, addService, deployment } from '../database/metrics-facts.ts';
import { findBrowser } from '../support/browser.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { answer, faults, plain, type Reader, startReader, tabTo } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const longName = `<img src=x onerror=alert(1)> ${'ש'.repeat(40)}${'averyveryverylongname'.repeat(2)}`;

let database: Database;
let stack: Stack;
let reader: Reader;

/** Services of their own beside the demonstration: a busy one, one with a single deployment under an unkind name, one with none. */
async function addOthers({ db }: Database): Promise<void> {
  const covered = ['2026-01-01', '2026-06-17'] as const;
  for (const serviceId of ['busy', 'single', 'silent']) await addService(db, { serviceId, covered });
  const last = Date.parse('2026-06-16T20:00:00Z');
  const many = Array.from({ length: 2500 }, (_, index) =>
    deployment(`b${index}`, new Date(last - index * 2_400_000).toISOString(), {
      serviceId: 'busy',
      ...(index % 10 === 0 && { failed: true, recovery: 'restored', restoredAt: new Date(last - index * 2_400_000 + 3_600_000) }),
    }),
  );
  await addDeployments(db, many);
  await addDeployments(db, [deployment('one', '2026-05-05T10:00:00Z', { serviceId: 'single', title: longName, version: longName })]);
  await sql`update service set settings = (select s.settings from service s where s.service_id = 'checkout')
    where service_id in ('busy', 'single', 'silent')`.execute(db);
  await sql`insert into team (team_id, name) values ('idle', 'Idle')`.execute(db);
  await sql`update service set name = ${longName} where service_id = 'single'`.execute(db);
}

describe.skipIf(found.path === null)(`a service and a team in a browser${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    await addOthers(database);
    stack = await startStack(database, now, 'Europe/Berlin');
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  const open = (path: string, options = {}) => reader.open(stack, path, options);
  type Opened = Awaited<ReturnType<typeof open>>;
  const drawn = (page: Opened) => page.locator('.timeline[aria-busy="false"] .marks a').first().waitFor();
  const answered = (page: Opened) => page.locator('.panels[aria-busy="false"] .panel').first().waitFor();
  const label = (page: Opened) => page.evaluate('document.activeElement.ariaLabel').then(String);
  const wide = (page: Opened) => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  /** Every number of the parts that service and team have in common. */
  async function expectNumbers(page: Opened, whose: string): Promise<WireAnswer> {
    const metrics = await answer<WireAnswer>(stack, `/metrics?${whose}&compare=previous&trend=true`);
    const flow = await answer<WireFlow>(stack, `/flow?${whose}`);
    for (const metric of metrics.metrics) {
      const shown = page.locator(`.panel[data-metric="${metric.id}"] .value`);
      if (metric.value === null) expect(await shown.count()).toBe(0);
      else expect(await shown.textContent()).toBe(amount(metric.value, metric.unit));
    }
    for (const { id, p50, n } of flow.stages) {
      const stage = page.locator(`[data-stage="${id}"]`);
      expect(await stage.locator('.stage-value').textContent()).toBe(`${p50 === null ? 'too little data' : duration(p50)} n ${count(n)}`);
    }
    const ages = await page.locator('.ages .number').allTextContents();
    expect(ages).toEqual(flow.waiting.n === 0 ? [] : flow.waiting.ages.map(({ n }) => count(n)));
    return metrics;
  }

  it('shows the numbers the interface answers, and a time line that counts as they do', async () => {
    const page = await open('/services/checkout');
    await drawn(page);
    const { metrics, scope } = await expectNumbers(page, 'service=checkout');
    const of = (id: string) => metrics.find((metric) => metric.id === id);
    const laneOf = (name: string) => page.locator('.lanes > div', { hasText: name }).locator('dd').textContent();
    expect(await laneOf('Deployed')).toBe(count(of('deployment-frequency')?.n ?? -1));
    expect(await laneOf('Failed')).toBe(count(of('change-fail-rate')?.numerator ?? -1));
    expect(await laneOf('Unplanned')).toBe(count(of('deployment-rework-rate')?.numerator ?? -1));
    const window = `service=checkout&from=${scope.window.from}&to=${scope.window.to}&limit=500`;
    const deployments = await answer<Listed<WireDeployment>>(stack, `/deployments?${window}&tier=production`);
    const incidents = await answer<Listed<WireIncident>>(stack, `/incidents?${window}`);
    expect(await laneOf('Incidents')).toBe(count(incidents.items.length));
    const links = await page.locator('.marks a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    const expected = [
      ...deployments.items.map(({ id }) => `/deployments/${encodeURIComponent(id)}`),
      ...incidents.items.map(({ id }) => `/incidents/${encodeURIComponent(id)}`),
    ];
    expect([...new Set(links)].sort()).toEqual(expected.sort());
    await page.locator('.timeline').getByText('Table').click();
    await page.locator('.timeline tbody tr').first().waitFor();
    expect(await page.locator('.timeline tbody tr').count()).toBe(expected.length);
    const restored = deployments.items.filter(({ failed, recovery }) => failed && recovery === 'restored');
    expect(await page.locator('.join:not(.open)').count()).toBe(restored.length);
  });

  it('answers for another window, in the address, and again after a reload', async () => {
    const page = await open('/services/checkout');
    await drawn(page);
    await page.getByRole('combobox', { name: 'Window' }).selectOption({ label: 'Last 30 days' });
    await page.waitForURL(/from=2026-05-18&to=2026-06-17/);
    await page.reload();
    await drawn(page);
    const { metrics } = await answer<WireAnswer>(stack, '/metrics?service=checkout&from=2026-05-18&to=2026-06-17');
    const n = metrics.find(({ id }) => id === 'deployment-frequency')?.n;
    await page.getByRole('heading', { name: new RegExp(`^${n} deployments`) }).waitFor();
  });

  it('can be walked by keyboard: along a lane, between lanes, into a story and back', async () => {
    const page = await open('/services/checkout');
    await drawn(page);
    await tabTo(page, 'document.activeElement.closest(".marks") !== null');
    const first = await label(page);
    await page.keyboard.press('ArrowRight');
    expect(await label(page)).not.toBe(first);
    await page.keyboard.press('Home');
    expect(await label(page)).toBe(first);
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.dataset.lane')).toBe('failed');
    expect(plain(await page.locator('.marks .label').textContent())).toBe(plain(await label(page)));
    expect(await label(page)).toContain('failed, ');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    const last = await label(page);
    await page.keyboard.press('ArrowRight');
    expect(await label(page)).toBe(last);
    expect(await page.locator('.marks a[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/deployments\//);
    await page.getByText('Made of').waitFor();
    await page.goBack();
    await drawn(page);
  });

  it('opens every stage of flow down to its pull requests, and gives the focus back', async () => {
    const page = await open('/services/checkout');
    await drawn(page);
    const { stages } = await answer<WireFlow>(stack, '/flow?service=checkout');
    const review = stages.find(({ id }) => id === 'review');
    const opener = page.getByRole('link', { name: /^Evidence of review/ });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/evidence=flow-review/);
    await page
      .getByRole('dialog')
      .getByRole('tab', { name: `Counted (${review?.n})` })
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await label(page)).toContain('Evidence of review');
  });

  it.each(['light', 'dark'] as const)('has no serious fault of accessibility in the %s theme', async (colorScheme) => {
    for (const path of ['/services/checkout', '/services/notifications', '/teams/discovery', '/services/busy']) {
      const page = await open(path, { colorScheme });
      await answered(page);
      if (path.startsWith('/services')) await drawn(page);
      for (const summary of await page.locator('.twin.flat summary').all()) await summary.click();
      if (path.startsWith('/services')) await page.locator('.timeline tbody tr').first().waitFor();
      expect({ path, faults: await faults(page) }).toEqual({ path, faults: [] });
    }
  });

  it('fits a phone', async () => {
    for (const path of ['/services/checkout', '/services/single', '/services/busy', '/teams/storefront']) {
      const page = await open(path, { viewport: { width: 360, height: 780 } });
      await answered(page);
      if (path.startsWith('/services')) await drawn(page);
      expect({ path, wide: await wide(page) }).toEqual({ path, wide: 0 });
    }
  });

  it('draws many deployments as bars of days that lead to their lists, and says what is not drawn', async () => {
    const page = await open('/services/busy');
    await drawn(page);
    await page.getByText('Only the newest 2,000 are drawn').waitFor();
    await page.getByRole('heading', { name: /^Newest 2,000 of 2,\d{3} attempts: 2,000 deployments, 200 failed$/ }).waitFor();
    expect(await page.locator('.marks a').count()).toBeLessThan(250);
    const bar = page.locator('.marks a[data-lane="deployed"]').last();
    const said = plain(await bar.getAttribute('aria-label'));
    const [, n] = /: (\d+) deployments?$/.exec(said) ?? [];
    await bar.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/deployments\?/);
    await page.getByText(`${n} in all`).waitFor();
  });

  it('is whole with a single deployment, under a name that is none of its business', async () => {
    const page = await open('/services/single');
    await drawn(page);
    await page.getByRole('heading', { name: '1 deployment, none failed' }).waitFor();
    expect(await page.locator('.marks a').count()).toBe(1);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(longName);
    expect(await page.locator('.panel[data-state="value"]').count()).toBeLessThan(5);
    await page.getByRole('heading', { name: 'No pull request was deployed in this window' }).waitFor();
  });

  it('claims nothing where nothing was deployed or collected', async () => {
    const page = await open('/services/silent');
    await page.getByRole('heading', { name: 'No deployment in this window' }).waitFor();
    expect(await page.locator('.marks a').count()).toBe(0);
    await page.getByRole('heading', { name: 'Nothing waits: production has every merged change' }).waitFor();
    const other = await open('/services/notifications');
    await drawn(other);
    expect(await other.locator('.lanes > div', { hasText: 'Incidents' }).locator('dd').textContent()).toBe('not collected');
    expect(await other.locator('#timeline').textContent()).toContain('incidents are not collected');
  });

  it('says that there is no such service or team, and leads back', async () => {
    reader.forgive(/status of 404/);
    for (const what of ['service', 'team']) {
      const page = await open(`/${what}s/${encodeURIComponent('no/such thing')}`);
      await page.getByRole('heading', { name: `There is no such ${what}` }).waitFor();
      await page.getByRole('link', { name: 'See all there are' }).click();
      await page.locator('.spreads[aria-busy="false"]').waitFor();
    }
  });

  it('says which part has no answer, keeps the rest, and recovers', async () => {
    reader.forgive(/ERR_FAILED|status of 500/);
    const page = await open('/services/checkout');
    await drawn(page);
    await page.route('**/api/v1/deployments?*', (route) => route.abort());
    await page.getByRole('combobox', { name: 'Window' }).selectOption({ label: 'Last 30 days' });
    const alert = page.locator('.timeline').getByRole('alert');
    await alert.getByText('Plumbline cannot be reached').waitFor();
    expect(await page.locator('.panel').count()).toBe(5);
    await page.unroute('**/api/v1/deployments?*');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await alert.waitFor({ state: 'detached' });
    await page.getByRole('heading', { level: 1, name: /18 May – 16 Jun 2026/ }).waitFor();
  });

  it('shows a team by its services and by itself, with what it owned before', async () => {
    const page = await open('/teams/discovery');
    await answered(page);
    await page.locator('.spreads[aria-busy="false"] .spread-strip').first().waitFor();
    await expectNumbers(page, 'team=discovery');
    const owned = page.locator('.owners');
    expect(await owned.getByRole('link').allTextContents()).toEqual(['Recommendations', 'Search', 'Fraud scoring']);
    expect(await owned.textContent()).toMatch(/Fraud scoring until \d+ \w+ \d{4}/);
    await owned.getByRole('link', { name: 'Fraud scoring' }).click();
    await page.locator('.owners', { hasText: 'Payments since' }).waitFor();
    expect(await page.locator('.owners').getByRole('link').allTextContents()).toEqual(['Payments', 'Discovery']);
  });

  it('claims no number for a team that owns nothing, and says what to do', async () => {
    const page = await open('/teams/idle');
    await page.getByText('This team owns no service.').waitFor();
    await page.locator('h1', { hasText: 'Idle, ' }).waitFor();
    await expect.poll(() => page.locator('.panel').count()).toBe(0);
    expect(await faults(page)).toEqual([]);
  });

  it('shows no strips of a team with one service', async () => {
    const page = await open('/teams/apps');
    await answered(page);
    await expectNumbers(page, 'team=apps');
    expect(await page.locator('.spread-strip').count()).toBe(0);
  });
});
