import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import type { Database } from '../../src/database/open.ts';
import type { ListedChange, ListedDeployment, ListedIncident, Page } from '../../src/delivery/lists.ts';
import type { DeploymentStory, IncidentStory } from '../../src/delivery/story.ts';
import { testDatabase } from '../support/database.ts';
import { loadWorld } from '../support/load-world.ts';
import { workedExample } from '../support/worked-example.ts';
import { workedHistory } from '../support/worked-history.ts';
import type { World } from '../support/world.ts';

/** A type as it travels. */
type Wire<T> = T extends Date ? string : T extends object ? { readonly [K in keyof T]: Wire<T[K]> } : T;

type Asked = { readonly get: <T>(path: string) => Promise<Wire<T>>; readonly close: () => Promise<void> };

async function serving(world: World): Promise<Asked> {
  const database: Database = await testDatabase();
  await loadWorld(database.db, world);
  const app = buildApp({
    database,
    config: { organisation: 'Acme', zone: 'UTC', file: null, shown: {} },
    now: () => new Date(world.now),
    version: '0.0.0',
    collectNow: async () => {},
    checkAnswers: true,
  });
  const request = supertest(app);
  const get = async <T>(path: string): Promise<Wire<T>> => {
    const answer = await request.get(`/api/v1${path}`);
    expect({ path, status: answer.status, error: answer.body.error }).toEqual({ path, status: 200, error: undefined });
    return answer.body;
  };
  return { get, close: () => database.close() };
}

describe('stories of the worked example', () => {
  let shop: Asked;
  beforeAll(async () => {
    shop = await serving(workedExample);
  });
  afterAll(() => shop.close());
  const D = (n: number): string => `shop:github:acme~shop:deployments:${n}`;
  const I = (n: number): string => `github:acme~shop:issues:${n}`;

  it('a failed deployment: by an incident and a rollback, ended by the incident', async () => {
    const story = await shop.get<DeploymentStory>(`/deployments/${D(3)}`);
    expect(story).toMatchObject({ serviceName: 'shop', team: { id: 'payments' }, failed: true, recovery: 'restored', remediates: [] });
    expect(
      story.failures.map((f) => [f.evidence, f.incident?.id ?? null, f.incident?.title ?? null, f.remedy?.id ?? null, f.remedy?.kind]),
    ).toEqual([
      ['incident', I(1), 'outage 1', null, undefined],
      ['rollback', null, null, D(4), 'rollback'],
    ]);
    expect(story.restoredBy).toMatchObject({ how: 'incident', at: '2026-03-05T16:30:00.000Z', incident: { id: I(1) }, deployment: null });
    expect(story.incidents.map((i) => [i.id, i.state, i.duration])).toEqual([[I(1), 'counted', 70 * 60]]);
    expect([story.previous?.id, story.next?.id, story.next?.kind, story.next?.finishedAt]).toEqual([
      D(2),
      D(4),
      'rollback',
      '2026-03-05T16:00:00.000Z',
    ]);
    expect(story.delivered.map((c) => [c.title, c.leadTime, c.leadTimeReason])).toEqual([['change d', 24 * 3600, null]]);
  });

  it('what repaired another says which, and by what', async () => {
    const rollback = await shop.get<DeploymentStory>(`/deployments/${D(4)}`);
    expect(rollback.remediates.map((r) => [r.evidence, r.deployment.id])).toEqual([['rollback', D(3)]]);
    const revert = await shop.get<DeploymentStory>(`/deployments/${D(7)}`);
    expect(revert.remediates.map((r) => [r.evidence, r.deployment.id])).toEqual([['revert', D(6)]]);
    const reverted = await shop.get<DeploymentStory>(`/deployments/${D(6)}`);
    expect(reverted.failures.map((f) => [f.evidence, f.incident?.id ?? null, f.remedy?.id ?? null])).toEqual([
      ['incident', I(2), null],
      ['revert', null, D(7)],
    ]);
  });

  it('the first has nothing before it, and what it contains has no lead time', async () => {
    const first = await shop.get<DeploymentStory>(`/deployments/${D(1)}`);
    expect([first.previous, first.next?.id, first.restoredBy]).toEqual([null, D(2), null]);
    expect(first.delivered.map((c) => [c.leadTime, c.leadTimeReason])).toEqual([[null, 'baseline']]);
  });

  it('the last has nothing after it, and incidents that are not its own are told', async () => {
    const last = await shop.get<DeploymentStory>(`/deployments/${D(7)}`);
    expect(last.next).toBeNull();
    expect(last.incidents.map((i) => [i.id, i.state, i.duration])).toEqual([[I(3), 'not_change_related', null]]);
  });

  it('what is not production has no incidents', async () => {
    const staging = await shop.get<DeploymentStory>(`/deployments/${D(9)}`);
    expect([staging.tier, staging.incidents, staging.previous?.id]).toEqual(['staging', [], D(7)]);
  });

  it('an incident, with what was deployed around its opening', async () => {
    const { services } = await shop.get<IncidentStory>(`/incidents/${I(1)}`);
    expect(services).toHaveLength(1);
    const [seen] = services;
    expect([seen?.serviceName, seen?.deployment?.id, seen?.rung, seen?.confidence]).toEqual(['shop', D(3), 3, 0.9]);
    expect(seen?.before.map((d) => [d.id, d.fromOpening / 60])).toEqual([
      [D(3), -20],
      [D(2), -(2 * 24 * 60 + 3 * 60 + 20)],
      [D(1), -(4 * 24 * 60 + 3 * 60 + 20)],
    ]);
    expect(seen?.after.map((d) => [d.id, d.kind, d.fromOpening / 60])).toEqual([
      [D(4), 'rollback', 40],
      [D(5), 'forward', 18 * 60 + 40],
      [D(6), 'forward', 3 * 24 * 60 + 18 * 60 + 40],
    ]);
    const [unrelated] = (await shop.get<IncidentStory>(`/incidents/${I(3)}`)).services;
    expect([unrelated?.deployment, unrelated?.after, unrelated?.before[0]?.id]).toEqual([null, [], D(7)]);
  });

  it('lists find by title, number and begin of a commit id, and nothing by a pattern', async () => {
    const ids = async (q: string): Promise<string[]> =>
      (await shop.get<Page<ListedIncident>>(`/incidents?q=${encodeURIComponent(q)}`)).items.map((i) => i.id);
    expect(await ids('OUTAGE')).toEqual([I(3), I(2), I(1)]);
    expect(await ids('#2')).toEqual([I(2)]);
    expect(await ids(I(2))).toEqual([I(2)]);
    expect(await ids('outage_2')).toEqual([]);
    expect(await ids('%')).toEqual([]);
    expect(await ids("' or true --")).toEqual([]);
    const { items } = await shop.get<Page<ListedDeployment>>('/deployments?sort=changes&order=asc&tier=production&kind=forward');
    const sha = items[0]?.sha ?? 'none';
    const bySha = (await shop.get<Page<ListedDeployment>>(`/deployments?q=${sha.slice(0, 9).toUpperCase()}`)).items;
    expect(new Set(bySha.map((d) => d.sha))).toEqual(new Set([sha]));
  });

  it('lists are narrowed by failure, plan and state', async () => {
    const ids = async (path: string): Promise<string[]> => (await shop.get<Page<{ id: string }>>(path)).items.map((row) => row.id);
    expect(await ids('/deployments?failed=true')).toEqual([D(6), D(3)]);
    expect(await ids('/deployments?unplanned=true&order=asc')).toEqual([D(4), D(7)]);
    expect(await ids('/incidents?open=true')).toEqual([I(3)]);
    expect(await ids('/incidents?state=counted&sort=duration')).toEqual([I(2), I(1)]);
    const delivered = await shop.get<Page<ListedChange>>('/changes?state=delivered&from=2026-03-05&to=2026-03-10&sort=lead_time&order=asc');
    expect(delivered.items.map((c) => [c.title, c.leadTime, c.deploymentId])).toEqual([
      ['change e', 2 * 3600, D(6)],
      ['change d', 24 * 3600, D(3)],
    ]);
  });
});

describe('stories of the worked history', () => {
  let portal: Asked;
  beforeAll(async () => {
    portal = await serving(workedHistory);
  });
  afterAll(() => portal.close());
  const D = (n: number): string => `portal:github:acme~portal:deployments:${n}`;
  const I = (n: number): string => `github:acme~portal:issues:${n}`;

  it('a change carries its pull request, also while it waits', async () => {
    const { items } = await portal.get<Page<ListedChange>>('/changes?state=delivered&q=pull%20request%201&sort=authored');
    expect(items.map((c) => [c.title, c.pullNumber, c.pullTitle, c.team?.id])).toEqual([
      ['change x2', 1, 'pull request 1', 'web'],
      ['change x1', 1, 'pull request 1', 'web'],
    ]);
    const waiting = await portal.get<Page<ListedChange>>('/changes');
    expect(waiting.items.map((c) => [c.title, c.waiting, c.leadTime, c.team?.id])).toEqual([['change p7', 8 * 24 * 3600, null, 'pay']]);
  });

  it('a hotfix names what it repaired; what is only proposed is told as such', async () => {
    const hotfix = await portal.get<DeploymentStory>(`/deployments/${D(111)}`);
    expect(hotfix.remediates.map((r) => [r.evidence, r.deployment.id])).toEqual([['hotfix', D(110)]]);
    const broken = await portal.get<DeploymentStory>(`/deployments/${D(110)}`);
    expect(broken.restoredBy).toMatchObject({ how: 'incident', incident: { id: I(50) } });
    const [proposed] = (await portal.get<IncidentStory>(`/incidents/${I(52)}`)).services;
    expect([proposed?.state, proposed?.team?.id]).toEqual(['proposed', 'pay']);
    expect(proposed?.deployment?.id).toBe('portal:github:acme~mono:deployments:203');
  });
});
