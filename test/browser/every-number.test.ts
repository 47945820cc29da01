import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type {
  Page as Listed,
  ServiceRow,
  TeamRow,
  WireAnswer,
  WireChange,
  WireDeployment,
  WireEvidence,
  WireFlow,
  WireIncident,
  WireSpread,
} from '../../web/api.ts';
import { amount, days, moment, some } from '../../web/format.ts';
import { intervalOf, total } from '../../web/words.ts';
import { findBrowser } from '../support/browser.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { difference, type Phrases, unexplained } from './numbers.ts';
import {
  type Counted,
  deploymentPage,
  incidentPage,
  listPage,
  overview,
  servicePage,
  settingsPage,
  sourcesPage,
  teamPage,
  type Visit,
} from './numbers-of-pages.ts';
import { deliveredRow, deploymentRow, incidentRow, waitingRow } from './numbers-of-stories.ts';
import { equationOf, metricSheet, stageSheet, type Tab, tabOf } from './numbers-of-workings.ts';
import { answer, plain, type Reader, startReader } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const zone = 'UTC';

let database: Database;
let stack: Stack;
let reader: Reader;

describe('a page held against answers', () => {
  const text = 'Quality 87\n12 of 114\nSince 3 May';

  it.each<[string, Phrases, boolean]>([
    ['all of it, in order', ['Quality 87', ['12 of 114', null], '3 May'], true],
    ['a number beside what is expected', ['Quality 87', '2 of 114', '3 May'], false],
    ['a number that goes on', ['Quality 8', '12 of 114', '3 May'], false],
    ['another number', ['Quality 88', '12 of 114', '3 May'], false],
    ['a number nobody answered', ['Quality 87', '3 May'], false],
    ['a number left at the end', ['Quality 87', '12 of 114'], false],
    ['a number that is not shown', ['Quality 87', '12 of 114', '3 May', '4'], false],
    ['numbers in another order', ['12 of 114', 'Quality 87', '3 May'], false],
  ])('tells %s', (_, phrases, fits) => expect(unexplained(text, phrases) === null).toBe(fits));
});

describe.skipIf(found.path === null)(`every number of the demo${found.path === null ? ` (skipped: ${found.why})` : ''}`, () => {
  beforeAll(async () => {
    database = await demoDatabase(now);
    stack = await startStack(database, now, zone);
    reader = await startReader(found);
  });
  afterAll(async () => {
    await reader?.close();
    await stack?.close();
    await database?.close();
  });
  afterEach(async () => await reader.settle(stack));

  const api = <T>(path: string): Promise<T> => answer<T>(stack, path);
  const allOf = async <T>(path: string): Promise<readonly T[]> => (await api<Listed<T>>(path)).items;
  const services = () => allOf<ServiceRow>('/services?limit=100');
  const teams = () => allOf<TeamRow>('/teams?limit=100');

  /** One page after the other in one tab; what differs is told together. */
  async function walk(visits: readonly Visit[]): Promise<void> {
    const page = await reader.open(stack, '/settings');
    const differences: string[] = [];
    for (const { path, expected } of visits) {
      await page.goto(path);
      const differs = await difference(page, 'main', await expected(page), differences.length > 0);
      if (differs !== null) differences.push(`${path}: ${differs}`);
    }
    expect(differences).toEqual([]);
  }

  it('stands on the overview and on each team', async () => {
    const all = await teams();
    expect(all).toHaveLength(6);
    await walk([overview(api), ...all.map(({ id }) => teamPage(api, id))]);
  });

  it('stands on each service', async () => {
    const all = await services();
    expect(all).toHaveLength(14);
    await walk(all.map(({ id }) => servicePage(api, id)));
  });

  it.each(['from=2026-01-01&to=2026-04-01&zone=Europe/Berlin', 'from=2026-06-01&to=2026-06-08&zone=America/New_York'])(
    'stands for another window in another zone: %s',
    async (window) => {
      const all = [overview(api, `&${window}`), teamPage(api, 'payments', `&${window}`)];
      await walk([...all, servicePage(api, 'checkout', `&${window}`), servicePage(api, 'ledger', `&${window}`)]);
    },
  );

  it('stands in each list, as it comes and filtered', async () => {
    const [deployed, incident] = [deploymentRow(zone), incidentRow(zone)];
    await walk([
      listPage<WireDeployment>(api, { path: '/deployments', asked: '/deployments?tier=production', row: deployed }),
      listPage<WireDeployment>(api, {
        path: '/deployments?marked=failed&tier=all&sort=changes&order=asc&service=checkout',
        asked: '/deployments?service=checkout&failed=true&sort=changes&order=asc',
        row: deployed,
      }),
      listPage<WireChange>(api, { path: '/changes', asked: '/changes?state=undeployed', row: waitingRow(zone), windowed: false }),
      listPage<WireChange>(api, { path: '/changes?state=delivered', asked: '/changes?state=delivered', row: deliveredRow(zone) }),
      listPage<WireChange>(api, {
        path: '/changes?state=delivered&sort=lead_time&order=desc&service=checkout',
        asked: '/changes?state=delivered&service=checkout&sort=lead_time&order=desc',
        row: deliveredRow(zone),
      }),
      listPage<WireIncident>(api, { path: '/incidents', asked: '/incidents?', row: incident }),
      listPage<WireIncident>(api, {
        path: '/incidents?state=counted&sort=duration&order=desc&team=payments',
        asked: '/incidents?state=counted&sort=duration&order=desc&team=payments',
        row: incident,
      }),
    ]);
  });

  it('stands in stories of deployments and incidents of every kind there is', async () => {
    const kinds = ['kind=forward', 'kind=rollback', 'kind=baseline', 'failed=true', 'unplanned=true'];
    const others = ['tier=staging', 'outcome=failed', 'outcome=cancelled'];
    const idsOf = async (list: string, filters: readonly string[]): Promise<readonly string[]> => {
      const rows = await Promise.all(filters.map((filter) => allOf<{ readonly id: string }>(`${list}?${filter}&limit=2`)));
      expect(filters.filter((_, index) => rows[index]?.length === 0)).toEqual([]);
      return [...new Set(rows.flatMap((some) => some.map(({ id }) => id)))];
    };
    const deployments = await idsOf('/deployments', [...kinds, ...others]);
    const incidents = await idsOf('/incidents', ['state=counted', 'state=proposed', 'state=not_change_related', 'open=true']);
    await walk([...deployments.map((id) => deploymentPage(api, id, zone)), ...incidents.map((id) => incidentPage(api, id, zone))]);
  });

  it('stands on sources and settings', () => walk([settingsPage(api), sourcesPage(api, zone, 'strips'), sourcesPage(api, zone, 'table')]));

  it('is told by a chart point by point', async () => {
    const { metrics, scope } = await api<WireAnswer>('/metrics?service=checkout&compare=previous&trend=true');
    const page = await reader.open(stack, '/services/checkout');
    const told = async (id: string) => {
      const chart = page.locator(`.panel[data-metric="${id}"] .trend`);
      await chart.locator('.canvas').focus();
      await page.keyboard.press('Home');
      const points: string[] = [];
      for (let text = ''; ; await page.keyboard.press('ArrowRight')) {
        const next = plain(await chart.locator('[aria-live]').textContent());
        if (next === text) return points;
        points.push(next);
        text = next;
      }
    };
    for (const metric of metrics) {
      const single = metric.trend?.unit === 'failure';
      const known = (metric.trend?.points ?? []).filter(({ value }) => value !== null);
      const points = await told(metric.id);
      const noun = metric.id === 'change-lead-time' ? 'change' : 'deployment';
      const expected: readonly Phrases[] = known.map((point) => [
        single ? moment(new Date(point.from), zone) : days(new Date(point.from), new Date(point.to), scope.zone),
        amount(point.value ?? Number.NaN, metric.unit),
        single ? null : [some(point.n, noun), intervalOf({ ...point, unit: metric.unit })],
      ]);
      expect(points).toHaveLength(known.length);
      expect(points.map((point, index) => unexplained(point, expected[index] ?? []))).toEqual(known.map(() => null));
    }
  });

  type Opening = {
    readonly link: string;
    readonly counts: WireEvidence['totals'];
    readonly records: string;
    readonly phrases: (evidence: WireEvidence, tab: Tab) => Phrases;
  };

  /** Opens one sheet after the other from its number; looks at both of its tabs, or, where `look` looks at more, at the first. */
  async function sheets(page: Page, openings: readonly Opening[], look?: (link: string) => Promise<void>): Promise<void> {
    const differences: string[] = [];
    for (const { link, counts, records, phrases } of openings) {
      await page.locator(link).first().click();
      const first = tabOf(counts);
      const both = look === undefined && first === 'counted' && total(counts.excluded) > 0;
      for (const tab of both ? (['counted', 'left-out'] as const) : [first]) {
        if (tab !== first) await page.locator(`#tab-${tab}`).click();
        const evidence = await api<WireEvidence>(`${records}&included=${tab === 'counted'}&limit=50`);
        expect({ link, totals: evidence.totals }).toEqual({ link, totals: counts });
        const differs = await difference(page, 'dialog.sheet', phrases(evidence, tab), differences.length > 0);
        if (differs !== null) differences.push(`${link}, ${tab}: ${differs}`);
      }
      await look?.(link);
      await page.keyboard.press('Escape');
      await page.locator('dialog.sheet').waitFor({ state: 'detached' });
    }
    expect(differences).toEqual([]);
  }

  /** The sheets of the five metrics of a scope, which is an empty text for all services. */
  async function metricSheets(whose: string, linkOf: (id: string) => string): Promise<readonly Opening[]> {
    const { metrics, scope } = await api<WireAnswer>(`/metrics?${whose}&compare=previous&trend=true`);
    return metrics.map((metric) => ({
      link: linkOf(metric.id),
      counts: metric.counts,
      records: `/metrics/${metric.id}/evidence?${whose}`,
      phrases: (evidence, tab) => metricSheet(metric, scope, evidence, tab),
    }));
  }

  it('stands in the evidence of all services together, of a team, and of the stages of a service', async () => {
    const page = await reader.open(stack, '/');
    await sheets(page, await metricSheets('', (id) => `.spread [data-evidence="${id}"]`));
    await page.goto('/teams/payments');
    await sheets(page, await metricSheets('team=payments', (id) => `.panel [data-evidence="${id}"]`));
    await page.goto('/services/checkout');
    const { stages, scope } = await api<WireFlow>('/flow?service=checkout');
    const openings = stages.map(
      (stage): Opening => ({
        link: `[data-evidence="flow-${stage.id}"]`,
        counts: { included: stage.n, excluded: stage.excluded },
        records: `/flow/${stage.id}/evidence?service=checkout`,
        phrases: (evidence, tab) => stageSheet(stage, scope, evidence, tab),
      }),
    );
    await sheets(page, openings);
  });

  it('is the same wherever one metric of one service is told', async () => {
    const page = await reader.open(stack, '/');
    const spread = await api<WireSpread>('/spread?compare=previous&trend=true');
    const all = await services();
    const told = new Map<string, string[]>();
    const tell = (key: string, text: string | null) => told.set(key, [...(told.get(key) ?? []), plain(text)]);
    await page.locator('.services tbody tr').first().waitFor();
    for (const { id } of all) {
      const openings = await metricSheets(`service=${id}`, (metric) => `.services [data-evidence="${metric}"][data-of="${id}"]`);
      await sheets(page, openings, async (link) => {
        const key = `${id} ${/data-evidence="([^"]+)"/.exec(link)?.[1]}`;
        tell(key, await page.locator(link).textContent());
        tell(key, await page.locator('dialog.sheet .equation').textContent());
      });
    }
    const expected = new Map<string, string[]>();
    for (const { id } of all) {
      await page.goto(`/services/${id}`);
      await page.locator('.panels[aria-busy="false"] .panel').first().waitFor();
      const { metrics, scope } = await api<WireAnswer>(`/metrics?service=${id}&compare=previous&trend=true`);
      for (const metric of metrics) {
        const key = `${id} ${metric.id}`;
        const value = page.locator(`.panel[data-metric="${metric.id}"] .headline .value`);
        tell(key, (await value.count()) === 0 ? 'no value' : await value.textContent());
        const few = metric.state === 'no_source' ? 'no source' : `too little data (${metric.n})`;
        const known = metric.value === null ? null : plain(amount(metric.value, metric.unit));
        expected.set(key, [known ?? few, plain(equationOf(metric, scope) ?? 'No value yet'), known ?? 'no value']);
        // What the strip goes by, field by field.
        const one = spread.metrics.find(({ id: of }) => of === metric.id)?.services.find(({ serviceId }) => serviceId === id);
        expect({ ...metric, serviceId: id, quality: metric.quality.score }).toMatchObject(one ?? { serviceId: 'missing' });
      }
    }
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
    expect(told.size).toBe(14 * 5);
  });

  it('is how many a list has of what a metric counts', async () => {
    const all = await services();
    const { scope } = await api<WireAnswer>('/metrics');
    const window = `from=${scope.window.from}&to=${scope.window.to}&limit=1`;
    const totalOf = async (path: string): Promise<number> => (await api<Counted<unknown>>(path)).total;
    const spread = await api<WireSpread>('/spread');
    for (const { id } of all) {
      const { metrics } = await api<WireAnswer>(`/metrics?service=${id}`);
      const of = (metric: string) => metrics.find((one) => one.id === metric);
      const [leadTime, frequency] = [of('change-lead-time'), of('deployment-frequency')];
      const [failRate, rework] = [of('change-fail-rate'), of('deployment-rework-rate')];
      const deployments = `/deployments?service=${id}&tier=production&${window}`;
      const { waiting } = await api<WireFlow>(`/flow?service=${id}`);
      const waits = await totalOf(`/changes?service=${id}&state=undeployed&limit=1`);
      expect({
        id,
        deployed: (await totalOf(`${deployments}&kind=forward`)) + (await totalOf(`${deployments}&kind=baseline`)),
        failed: failRate?.state === 'no_source' ? undefined : await totalOf(`${deployments}&failed=true`),
        unplanned: rework?.state === 'no_source' ? undefined : await totalOf(`${deployments}&unplanned=true`),
        delivered: await totalOf(`/changes?service=${id}&state=delivered&${window}`),
        waits,
        ages: waiting.ages.reduce((sum, { n }) => sum + n, 0),
        listed: spread.services.find(({ serviceId }) => serviceId === id)?.undeployed,
      }).toEqual({
        id,
        deployed: frequency?.n,
        failed: failRate?.numerator,
        unplanned: rework?.numerator,
        delivered: (leadTime?.n ?? 0) + total(leadTime?.counts.excluded ?? {}),
        waits: waiting.n,
        ages: waiting.n,
        listed: waiting.n,
      });
    }
  });
});
