import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import type { ServiceSettings } from '../../src/domain/service.ts';
import type { Quality } from '../../src/metrics/result.ts';
import type {
  Page as Listed,
  ServiceRow,
  TeamRow,
  WireAnswer,
  WireChange,
  WireDeployment,
  WireDeploymentStory,
  WireFlow,
  WireIncident,
  WireIncidentStory,
  WireSpread,
} from '../../web/api.ts';
import { datesOf, type WireOwned } from '../../web/owner-words.ts';
import { rulesOf } from '../../web/rule-words.ts';
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
import { answer, type Reader, startReader } from './reader.ts';
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
});
