import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { ServiceSettings } from '../../src/domain/service.ts';
import type { Quality } from '../../src/metrics/result.ts';
import type {
  CoveragePage,
  Page as Listed,
  RejectedRow,
  ServiceRow,
  SourceRow,
  TeamRow,
  WireAnswer,
  WireChange,
  WireDeployment,
  WireDeploymentStory,
  WireEvidence,
  WireFlow,
  WireIncident,
  WireIncidentStory,
  WireSpread,
} from '../../web/api.ts';
import { amount } from '../../web/format.ts';
import { datesOf, type WireOwned } from '../../web/owner-words.ts';
import { rulesOf } from '../../web/rule-words.ts';
import type { Known } from '../../web/settings-sections.ts';
import { total } from '../../web/words.ts';
import { findBrowser } from '../support/browser.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { type Phrases, saidIn, unexplained } from './numbers.ts';
import { covered, flow, panels, quality, spread, waiting, where } from './numbers-of-metrics.ts';
import {
  deliveredRow,
  deploymentRow,
  deploymentStory,
  incidentRow,
  incidentStory,
  list,
  timeline,
  waitingRow,
} from './numbers-of-stories.ts';
import { equationOf, metricSheet, type SourceAnswers, settings, sources, stageSheet, type Tab, tabOf } from './numbers-of-workings.ts';
import { answer, plain, type Reader, startReader } from './reader.ts';
import { type Stack, startStack } from './stack.ts';

const found = await findBrowser();
const now = new Date('2026-06-17T10:00:00Z');
const zone = 'UTC';

let database: Database;
let stack: Stack;
let reader: Reader;

type Counted<T> = Listed<T> & { readonly total: number };
type Service = ServiceRow & {
  readonly settings: ServiceSettings;
  readonly owners: readonly WireOwned[];
  readonly quality: { readonly quality: Quality } | null;
};
type Team = TeamRow & { readonly owned: readonly WireOwned[] };

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
  const opened = () => reader.open(stack, '/settings');
  const allOf = async <T>(path: string): Promise<readonly T[]> => (await api<Listed<T>>(path)).items;

  /** Goes there, opens whatever can be opened, and waits until the page says what it must. Told by path; null = it does. */
  async function differs(page: Page, path: string, expected: (page: Page) => Promise<Phrases>): Promise<string | null> {
    await page.goto(path);
    const phrases = await expected(page);
    let difference: string | null = null;
    const look = async (): Promise<string | null> => {
      await page.evaluate('document.querySelectorAll("main details:not([open])").forEach((one) => { one.open = true; })');
      difference = unexplained(await saidIn(page), phrases);
      return difference;
    };
    await expect
      .poll(look, { timeout: 5000, interval: 50 })
      .toBe(null)
      .catch(() => undefined);
    return difference === null ? null : `${path}: ${difference}`;
  }

  /** Every page of a kind, one after the other in one tab: what differs is listed together. */
  async function walk(pages: readonly (readonly [path: string, expected: (page: Page) => Promise<Phrases>])[]): Promise<void> {
    const page = await opened();
    const differences: string[] = [];
    for (const [path, expected] of pages) {
      const difference = await differs(page, path, expected);
      if (difference !== null) differences.push(difference);
    }
    expect(differences).toEqual([]);
  }

  /** What is there says what it must, sooner or later. */
  async function says(page: Page, within: string, phrases: Phrases): Promise<string | null> {
    let difference: string | null = null;
    const look = async (): Promise<string | null> => {
      difference = (await page.locator(within).count()) === 0 ? 'nothing' : unexplained(await saidIn(page, within), phrases);
      return difference;
    };
    await expect
      .poll(look, { timeout: 5000, interval: 20 })
      .toBe(null)
      .catch(() => undefined);
    return difference;
  }

  const flowOf = (whose: string) =>
    Promise.all([api<WireFlow>(`/flow?${whose}`), api<Counted<WireChange>>(`/changes?${whose}&state=undeployed&limit=3`)]);
  const owners = (owned: readonly WireOwned[], name: (one: WireOwned) => string): Phrases =>
    owned.map((one) => [name(one), datesOf(one, zone)]);

  async function overview(): Promise<Phrases> {
    const answered = await api<WireSpread>('/spread?compare=previous&trend=true');
    const blended = await api<WireAnswer>('/metrics?compare=previous&trend=true');
    return [where('Delivery', answered.scope, covered(answered)), spread(answered, blended)];
  }

  const teamPage = (id: string) => async (): Promise<Phrases> => {
    const team = await api<Team>(`/teams/${id}`);
    const answered = await api<WireSpread>(`/spread?team=${id}&compare=previous&trend=true`);
    const metrics = await api<WireAnswer>(`/metrics?team=${id}&compare=previous&trend=true`);
    const [stages, oldest] = await flowOf(`team=${id}`);
    const isNow = ({ from, until }: WireOwned): boolean =>
      (from === null || new Date(from) <= now) && (until === null || new Date(until) > now);
    return [
      where(team.name, metrics.scope, covered(answered)),
      answered.services.length > 1 ? spread(answered, metrics) : null,
      panels(metrics, waiting(stages, oldest, true)),
      flow(stages),
      owners(team.owned.filter(isNow), ({ service }) => service.name),
      owners(
        team.owned.filter((one) => !isNow(one)),
        ({ service }) => service.name,
      ),
    ];
  };

  const servicePage =
    (id: string) =>
    async (page: Page): Promise<Phrases> => {
      const service = await api<Service>(`/services/${id}`);
      const metrics = await api<WireAnswer>(`/metrics?service=${id}&compare=previous&trend=true`);
      const [stages, oldest] = await flowOf(`service=${id}`);
      const { from, to } = metrics.scope.window;
      const within = `service=${id}&from=${from}&to=${to}&limit=500`;
      const deployments = await api<Counted<WireDeployment>>(`/deployments?${within}&tier=production`);
      const incidents = await api<Counted<WireIncident>>(`/incidents?${within}`);
      const drawing = page.locator('.timeline[aria-busy="false"] .marks > svg');
      await drawing.waitFor();
      const width = Number((await drawing.getAttribute('viewBox'))?.split(' ')[2]);
      return [
        where(service.name, metrics.scope, service.quality === null ? [] : quality(service.quality.quality)),
        panels(metrics, waiting(stages, oldest, false)),
        timeline({ deployments, incidents }, metrics.scope, service.stability, width),
        flow(stages),
        rulesOf(service.settings).map(({ said }) => said),
        owners(service.owners, ({ team }) => team.name),
      ];
    };

  it('overview and teams', async () => {
    const teams = await allOf<TeamRow>('/teams?limit=100');
    expect(teams).toHaveLength(6);
    await walk([['/', overview], ...teams.map(({ id }) => [`/teams/${id}`, teamPage(id)] as const)]);
  });

  it('services', async () => {
    const services = await allOf<ServiceRow>('/services?limit=100');
    expect(services).toHaveLength(14);
    await walk(services.map(({ id }) => [`/services/${id}`, servicePage(id)] as const));
  });

  it('lists, first pages and filtered ones', async () => {
    const { scope } = await api<WireAnswer>('/metrics');
    const window = `from=${scope.window.from}&to=${scope.window.to}`;
    const page = async <T>(title: string, path: string, row: (one: T) => Phrases, windowed = true): Promise<Phrases> => [
      where(title, windowed ? { ...scope, previous: null } : null),
      list(await api<Counted<T>>(path), row),
    ];
    await walk([
      ['/deployments', () => page('', `/deployments?${window}&tier=production&limit=50`, deploymentRow(zone))],
      [
        '/deployments?marked=failed&tier=all&sort=changes&order=asc&service=checkout',
        () => page('', `/deployments?${window}&service=checkout&failed=true&sort=changes&order=asc&limit=50`, deploymentRow(zone)),
      ],
      ['/changes', () => page('', '/changes?state=undeployed&limit=50', waitingRow(zone), false)],
      ['/changes?state=delivered', () => page('', `/changes?state=delivered&${window}&limit=50`, deliveredRow(zone))],
      [
        '/changes?state=delivered&sort=lead_time&order=desc&service=checkout',
        () => page('', `/changes?state=delivered&${window}&service=checkout&sort=lead_time&order=desc&limit=50`, deliveredRow(zone)),
      ],
      ['/incidents', () => page('', `/incidents?${window}&limit=50`, incidentRow(zone))],
      [
        '/incidents?state=counted&sort=duration&order=desc',
        () => page('', `/incidents?${window}&state=counted&sort=duration&order=desc&limit=50`, incidentRow(zone)),
      ],
    ]);
  });

  it('stories of deployments and incidents of every kind', async () => {
    const filters = [
      'kind=forward',
      'kind=rollback',
      'kind=baseline',
      'failed=true',
      'unplanned=true',
      'tier=staging',
      'outcome=failed',
      'outcome=cancelled',
    ];
    const deployments = await Promise.all(
      filters.map(async (filter) => [filter, await allOf<WireDeployment>(`/deployments?${filter}&limit=2`)] as const),
    );
    expect(deployments.filter(([, some]) => some.length === 0).map(([filter]) => filter)).toEqual([]);
    const states = ['state=counted', 'state=proposed', 'state=not_change_related', 'open=true'];
    const incidents = await Promise.all(
      states.map(async (filter) => [filter, await allOf<WireIncident>(`/incidents?${filter}&limit=2`)] as const),
    );
    expect(incidents.filter(([, some]) => some.length === 0).map(([filter]) => filter)).toEqual([]);
    const idsOf = (lists: readonly (readonly [string, readonly { readonly id: string }[]])[]): readonly string[] => [
      ...new Set(lists.flatMap(([, rows]) => rows.map(({ id }) => encodeURIComponent(id)))),
    ];
    await walk([
      ...idsOf(deployments).map(
        (id) => [`/deployments/${id}`, async () => deploymentStory(await api<WireDeploymentStory>(`/deployments/${id}`), zone)] as const,
      ),
      ...idsOf(incidents).map(
        (id) => [`/incidents/${id}`, async () => incidentStory(await api<WireIncidentStory>(`/incidents/${id}`), zone)] as const,
      ),
    ]);
  });

  it('sources and settings', async () => {
    const all = await allOf<SourceRow>('/sources');
    const of = async (source: SourceRow): Promise<SourceAnswers> => ({
      source,
      days: await api<CoveragePage>(`/sources/${source.id}/coverage?limit=24`),
      rejected: source.rejected === 0 ? [] : await allOf<RejectedRow>(`/sources/${source.id}/rejected?limit=20`),
    });
    const answers = await Promise.all(all.map(of));
    const known: Known = {
      settings: await api('/settings'),
      services: await allOf('/services?limit=500'),
      teams: await allOf('/teams?limit=500'),
      sources: all,
    };
    await walk([
      ['/settings', async () => settings(known, await api<WireAnswer>('/metrics'))],
      ['/sources', async () => sources(answers, zone, 'strips')],
      [
        '/sources',
        async (page) => {
          const buttons = page.getByRole('button', { name: 'Table', exact: true });
          await expect.poll(() => buttons.count()).toBe(all.length);
          for (const button of await buttons.all()) await button.click();
          return sources(answers, zone, 'table');
        },
      ],
    ]);
  });

  type Opening = { readonly link: string; readonly tab: Tab; readonly left: number; readonly phrases: (tab: Tab) => Promise<Phrases> };

  /** Opens one sheet after the other from its number, and looks at both of its tabs. */
  async function sheets(page: Page, openings: readonly Opening[], look: (link: string) => Promise<void> = async () => undefined) {
    const differences: string[] = [];
    for (const { link, tab, left, phrases } of openings) {
      await page.locator(link).first().click();
      const tabs: readonly Tab[] = tab === 'counted' && left > 0 ? ['counted', 'left-out'] : [tab];
      for (const one of tabs) {
        if (one !== tab) await page.locator(`#tab-${one}`).click();
        const difference = await says(page, 'dialog.sheet', await phrases(one));
        if (difference !== null) differences.push(`${link} ${one}: ${difference}`);
      }
      await look(link);
      await page.keyboard.press('Escape');
      await page.locator('dialog.sheet').waitFor({ state: 'detached' });
    }
    expect(differences).toEqual([]);
  }

  /** The sheets of the five metrics of a scope. */
  async function metricSheets(whose: string, linkOf: (id: string) => string): Promise<readonly Opening[]> {
    const query = `${whose === '' ? '' : `${whose}&`}compare=previous`;
    const { metrics, scope } = await api<WireAnswer>(`/metrics?${query}&trend=true`);
    return metrics.map((metric) => ({
      link: linkOf(metric.id),
      tab: tabOf(metric.counts),
      left: total(metric.counts.excluded),
      phrases: async (tab) => {
        const evidence = await api<WireEvidence>(`/metrics/${metric.id}/evidence?${query}&included=${tab === 'counted'}&limit=50`);
        return metricSheet(metric, scope, evidence, tab);
      },
    }));
  }

  it('evidence of all services together, of a team, and of the stages of a service', async () => {
    const page = await opened();
    await page.goto('/');
    await sheets(page, await metricSheets('', (id) => `.spread [data-evidence="${id}"]`));
    await page.goto('/teams/payments');
    await sheets(page, await metricSheets('team=payments', (id) => `.panel [data-evidence="${id}"]`));
    await page.goto('/services/checkout');
    const { stages, scope } = await api<WireFlow>('/flow?service=checkout');
    const openings = stages.map((stage): Opening => {
      const counts = { included: stage.n, excluded: stage.excluded };
      const list = `/flow/${stage.id}/evidence?service=checkout&limit=50&included=`;
      return {
        link: `[data-evidence="flow-${stage.id}"]`,
        tab: tabOf(counts),
        left: total(stage.excluded),
        phrases: async (tab) => stageSheet(stage, scope, await api<WireEvidence>(`${list}${tab === 'counted'}`), tab),
      };
    });
    await sheets(page, openings);
  });

  it('one metric of one service is the same wherever it is told', async () => {
    const page = await opened();
    const services = await allOf<ServiceRow>('/services?limit=100');
    const answered = await api<WireSpread>('/spread?compare=previous&trend=true');
    const told = new Map<string, string[]>();
    const tell = (key: string, text: string | null) => told.set(key, [...(told.get(key) ?? []), plain(text)]);
    await page.goto('/');
    await page.locator('.services tbody tr').first().waitFor();
    for (const { id } of services) {
      const openings = await metricSheets(`service=${id}`, (metric) => `.services [data-evidence="${metric}"][data-of="${id}"]`);
      await sheets(page, openings, async (link) => {
        const key = `${id} ${/data-evidence="([^"]+)"/.exec(link)?.[1]}`;
        tell(key, await page.locator(link).textContent());
        tell(key, await page.locator('dialog.sheet .equation').textContent());
      });
    }
    const expected = new Map<string, string[]>();
    for (const { id } of services) {
      await page.goto(`/services/${id}`);
      await page.locator('.panels[aria-busy="false"] .panel').first().waitFor();
      const { metrics, scope } = await api<WireAnswer>(`/metrics?service=${id}&compare=previous&trend=true`);
      for (const metric of metrics) {
        const key = `${id} ${metric.id}`;
        const headline = page.locator(`.panel[data-metric="${metric.id}"] .headline`);
        tell(key, (await headline.count()) === 0 ? 'no value' : await headline.locator('.value').textContent());
        const few = metric.state === 'no_source' ? 'no source' : `too little data (${metric.n})`;
        const value = metric.value === null ? null : plain(amount(metric.value, metric.unit));
        expected.set(key, [value ?? few, plain(equationOf(metric, scope) ?? 'No value yet'), value ?? 'no value']);
        // The strip's own answer, field by field.
        const { quality: assessed, ...known } = metric;
        const {
          serviceId,
          quality: score,
          ...spreadOut
        } = answered.metrics.find((one) => one.id === metric.id)?.services.find((one) => one.serviceId === id) ?? {};
        expect({ ...known, score: assessed.score }).toMatchObject({ ...spreadOut, score });
        expect(serviceId).toBe(id);
      }
    }
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
    expect(told.size).toBe(14 * 5);
  });
});
