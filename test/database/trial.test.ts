import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syncCatalog } from '../../src/collection/catalog.ts';
import { trialText } from '../../src/commands/trial-text.ts';
import { connect, type Database, type Db } from '../../src/database/open.ts';
import { decide } from '../../src/delivery/decide.ts';
import { deriveDirty } from '../../src/delivery/run.ts';
import { parseSettings } from '../../src/delivery/settings.ts';
import { demoCatalogAt } from '../../src/demo/load.ts';
import type { Service, ServiceSettings } from '../../src/domain/service.ts';
import { defaultWindow } from '../../src/domain/zoned.ts';
import { answerMetrics } from '../../src/metrics/answer.ts';
import { onStage } from '../../src/trial/stage.ts';
import type { Trial } from '../../src/trial/trial.ts';
import { tryRules } from '../../src/trial/try.ts';
import { demoDatabase } from '../support/demo-database.ts';
import { writtenBy } from '../support/snapshot.ts';

const now = new Date('2026-11-20T10:00:00Z');
const question = {
  window: defaultWindow(now, 'UTC'),
  zone: 'UTC',
  bucket: 'week',
  clock: 'authored',
  bots: 'included',
  comparePrevious: false,
  now,
} as const;

let database: Database;
beforeAll(async () => {
  database = await demoDatabase(now);
});
afterAll(() => database.close());

async function serviceOf(db: Db, serviceId: string): Promise<Service> {
  const row = await db.selectFrom('service').select(['name', 'settings']).where('serviceId', '=', serviceId).executeTakeFirstOrThrow();
  return { serviceId, name: row.name, ownership: [], settings: parseSettings(serviceId, row.settings) };
}

const withSettings = (service: Service, settings: Partial<ServiceSettings>): Service => ({
  ...service,
  settings: { ...service.settings, ...settings },
});

/** Every table of the database, with the transaction that last wrote each row. */
async function everything(db: Db): Promise<string> {
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname = 'public' order by c.relname`.execute(db);
  expect(rows.length).toBeGreaterThan(25);
  const left = await sql`select from pg_class where relpersistence = 't' and relkind = 'r'`.execute(db);
  expect(left.rows).toEqual([]);
  return await writtenBy(
    db,
    rows.map((row) => row.name),
  );
}

const sides = (trial: Trial) => ({ before: trial.metrics.map((m) => m.before), after: trial.metrics.map((m) => m.after) });
const answered = async (db: Db, serviceId: string) => (await answerMetrics(db, { ...question, serviceId, teamId: null })).metrics;

describe('the present rules', () => {
  it.each(['checkout', 'notifications', 'ledger', 'orders'])('of %s lead to the numbers there are, and nothing is written', async (id) => {
    const { db } = database;
    const before = await everything(db);
    const trial = await tryRules(db, await serviceOf(db, id), question);
    const { before: was, after: is } = sides(trial);
    expect(is).toEqual(was);
    expect(was).toEqual(await answered(db, id));
    expect(trial).toMatchObject({ known: true, changed: [] });
    expect(trial.deployments.newlyCounted.total + trial.deployments.noLongerCounted.total + trial.incidents.changed.total).toBe(0);
    expect(trial.deployments.groups.reduce((sum, group) => sum + group.total, 0)).toBe(trial.deployments.considered);
    expect(trial.incidents.groups.reduce((sum, group) => sum + group.total, 0)).toBe(trial.incidents.considered);
    expect(await everything(db)).toBe(before);
  });
});

/** Rules put into force for good, in a database of their own. */
async function reallyChanged(changed: Service): Promise<Awaited<ReturnType<typeof answered>>> {
  const copy = await demoDatabase(now);
  try {
    const catalog = demoCatalogAt(now);
    const services = catalog.services.map((s) => (s.serviceId === changed.serviceId ? { ...s, settings: changed.settings } : s));
    await syncCatalog(copy.db, { ...catalog, services });
    await deriveDirty(copy.db, { now });
    return await answered(copy.db, changed.serviceId);
  } finally {
    await copy.close();
  }
}

const othersPager = demoCatalogAt(now).services.find(({ serviceId }) => serviceId === 'fraud-scoring')?.settings.incidents ?? [];

describe('changed rules', () => {
  const changes: readonly (readonly [string, string, (settings: ServiceSettings) => Partial<ServiceSettings>])[] = [
    ['checkout', 'words that make staging production', () => ({ productionWords: ['production', 'staging'] })],
    ['checkout', 'a longer fold and no incidents', () => ({ foldSeconds: 86_400, incidents: [] })],
    ['checkout', 'another label', () => ({ incidents: [{ from: 'issues', labels: ['nothing'], windowSeconds: 3600 }] })],
    [
      'checkout',
      'failed rollouts on, graph evidence off',
      ({ failures }) => ({ failures: { ...failures, failed_rollout: true, revert: false, rollback: false } }),
    ],
    ['orders', 'without its path globs', ({ repositories }) => ({ repositories: repositories.map((r) => ({ ...r, paths: null })) })],
    // Now nobody claims the incidents of its own, and that lowers the quality of others' numbers too.
    ['payments-gateway', 'the pager of another', () => ({ incidents: othersPager })],
    [
      'payments-gateway',
      'high urgency alone',
      ({ incidents }) => ({ incidents: incidents.map((rule) => ({ ...rule, urgencies: ['high'] })) }),
    ],
    ['notifications', 'a rule that takes nothing', () => ({ deployments: [{ from: 'workflow_runs', workflow: 'nothing.yml' }] })],
  ];
  it.each(changes)('of %s (%s) lead to what they lead to in force', async (id, _, change) => {
    const { db } = database;
    const before = await everything(db);
    const present = await serviceOf(db, id);
    const proposed = withSettings(present, change(present.settings));
    const trial = await tryRules(db, proposed, question);
    const { before: was, after: is } = sides(trial);
    expect(is).toEqual(await reallyChanged(proposed));
    expect(was).toEqual(await answered(db, id));
    expect(trial.changed.length).toBeGreaterThan(0);
    expect(await everything(db)).toBe(before);
  });

  it('say what newly counts and why it did not', async () => {
    const present = await serviceOf(database.db, 'checkout');
    const trial = await tryRules(database.db, withSettings(present, { productionWords: ['staging'] }), question);
    expect(trial.deployments.newlyCounted.total).toBeGreaterThan(0);
    expect(trial.deployments.noLongerCounted.total).toBeGreaterThan(0);
    expect(trial.deployments.newlyCounted.items[0]?.before).toContain('against production');
    expect(trial.deployments.newlyCounted.items[0]?.after).toContain('rule 1 takes it');
    expect(trial.deployments.noLongerCounted.items[0]?.after).toContain('has none of the words for production (staging)');
  });

  it('a deployment that is only called or folded otherwise is the same', async () => {
    const present = await serviceOf(database.db, 'checkout');
    const fold = async (foldSeconds: number) => (await tryRules(database.db, withSettings(present, { foldSeconds }), question)).deployments;
    const apart = await fold(1);
    expect(apart.counted.after).toBeGreaterThan(apart.counted.before ?? 0);
    expect(apart.newlyCounted.total - apart.noLongerCounted.total).toBe(apart.counted.after - (apart.counted.before ?? 0));
    expect(apart.noLongerCounted.total).toBe(0);
    expect(apart.newlyCounted.items[0]?.before).toContain('folded into another deployment');
    // Records of staging are folded in with those of production: the deployments are the same, and so is what incidents belong to.
    const words = await tryRules(database.db, withSettings(present, { productionWords: ['prod', 'staging'] }), question);
    expect(words.deployments.newlyCounted.total - words.deployments.noLongerCounted.total).toBe(
      words.deployments.counted.after - (words.deployments.counted.before ?? 0),
    );
    expect(words.deployments.noLongerCounted.total).toBe(0);
    expect(words.incidents.changed.total).toBe(0);
  });

  it('vary one thing at a time', async () => {
    const present = await serviceOf(database.db, 'checkout');
    const { sensitivity, metrics } = await tryRules(database.db, present, question);
    expect(sensitivity.filter((v) => v.current).map((v) => v.variant)).toEqual(['24 h', 'authored', 'included']);
    for (const variant of sensitivity.filter((v) => v.current))
      for (const shown of variant.metrics)
        expect(metrics.find(({ id }) => id === shown.id)?.after).toMatchObject({ value: shown.value, n: shown.n });
    for (const hours of [1, 6, 72]) {
      const rules = present.settings.incidents.map((rule) => ({ ...rule, windowSeconds: hours * 3600 }));
      const alone = await tryRules(database.db, withSettings(present, { incidents: rules }), question);
      const variant = sensitivity.find((v) => v.vary === 'incident_window' && v.variant === `${hours} h`);
      expect(variant?.metrics.map(({ value }) => value)).toEqual(
        variant?.metrics.map(({ id }) => alone.metrics.find((m) => m.id === id)?.after.value),
      );
    }
    const twelve = present.settings.incidents.map((rule) => ({ ...rule, windowSeconds: 12 * 3600 }));
    const odd = await tryRules(database.db, withSettings(present, { incidents: twelve }), question);
    expect(odd.sensitivity.flatMap((v) => (v.vary === 'incident_window' ? [`${v.variant}${v.current ? ' *' : ''}`] : []))).toEqual([
      '1 h',
      '6 h',
      '12 h *',
      '24 h',
      '72 h',
    ]);
  });
});

describe('what looks wrong is said', () => {
  const warned = async (id: string, settings: Partial<ServiceSettings>) => {
    const trial = await tryRules(database.db, withSettings(await serviceOf(database.db, id), settings), question);
    return trial.warnings.map(({ code, path }) => `${code} ${path}`);
  };
  it('of rules that take everything or nothing, and of those another rule leaves nothing to', async () => {
    // Also where all environments are of production, because their names say so.
    for (const id of ['checkout', 'orders', 'payments-gateway', 'identity']) expect(await warned(id, {})).toEqual([]);
    expect(await warned('checkout', { productionWords: ['prod', 'staging'] })).toEqual([
      'takes_everything deployments[0]',
      'all_production environments.production',
    ]);
    expect(await warned('checkout', { deployments: [{ from: 'deployments', environment: 'nowhere' }] })).toEqual([
      'takes_nothing deployments[0]',
      'no_production deployments',
    ]);
    expect(await warned('checkout', { deployments: [{ from: 'deployments' }, { from: 'deployments', environment: 'prod*' }] })).toEqual([
      'shadowed deployments[1]',
    ]);
    expect(await warned('checkout', { deployments: [] })).toEqual(['no_production deployments']);
    expect(await warned('checkout', { incidents: [] })).toEqual(['no_incidents incidents']);
  });
  it('of what was never collected', async () => {
    expect(await warned('checkout', { deployments: [{ from: 'tags' }] })).toEqual([
      'not_collected deployments[0]',
      'no_production deployments',
    ]);
    expect(await warned('checkout', { incidents: [{ from: 'issues', labels: ['Outage'], windowSeconds: 3600 }] })).toEqual([
      'not_collected incidents[0]',
    ]);
    const pager = { from: 'pagerduty', services: ['PNOBODY'], windowSeconds: 3600 } as const;
    expect(await warned('checkout', { incidents: [pager] })).toEqual(['not_collected incidents[0]']);
    const elsewhere = { repositoryId: 'demo:nobody', name: 'acme/nobody', paths: null };
    const { settings } = await serviceOf(database.db, 'checkout');
    expect(await warned('checkout', { repositories: [...settings.repositories, elsewhere] })).toEqual(['not_collected repositories[1]']);
    await expect(warned('checkout', { repositories: [elsewhere] })).rejects.toThrow('nothing of acme/nobody has been collected');
  });
});

it('an incident that a person linked from elsewhere is listed beside those of the rules', async () => {
  const copy = await demoDatabase(now);
  try {
    const service = await serviceOf(copy.db, 'checkout');
    const told = await sql<{ id: string }>`select incident_id as id from incident where service_id <> 'checkout'
      and incident_id like 'demo-pager:%' and opened_at > '2026-10-01Z' and opened_at < '2026-11-01Z' order by opened_at limit 1`.execute(
      copy.db,
    );
    const deployed = await sql<{ id: string }>`select deployment_id as id from deployment where service_id = 'checkout' and kind = 'forward'
      and finished_at > '2026-10-01Z' order by finished_at limit 1`.execute(copy.db);
    const key = told.rows[0]?.id ?? '';
    const link = {
      subject: { kind: 'incident', key },
      action: 'link',
      target: deployed.rows[0]?.id ?? '',
      serviceId: null,
      note: '',
      restoredAt: null,
    } as const;
    await decide(copy.db, link, 'local', now);
    await deriveDirty(copy.db, { now });
    for (const tried of [service, withSettings(service, { incidents: [] })]) {
      const { incidents } = await tryRules(copy.db, tried, question);
      expect(incidents.groups.flatMap(({ verdict, items }) => items.filter(({ id }) => id === key).map(() => verdict))).toEqual([
        'counted',
      ]);
      expect(incidents.groups.reduce((sum, group) => sum + group.total, 0)).toBe(incidents.considered);
    }
  } finally {
    await copy.close();
  }
});

it('incidents of an account that is called otherwise by now are told once, by the account there is', async () => {
  const copy = await demoDatabase(now);
  try {
    const incidents = async () =>
      (
        await sql<{ id: string }>`select incident_id as id from incident where service_id = 'fraud-scoring' order by incident_id`.execute(
          copy.db,
        )
      ).rows;
    const unmapped = async () => (await sql`select external_id as id from unmapped_incident order by external_id`.execute(copy.db)).rows;
    const [was, lost] = [await incidents(), await unmapped()];
    const catalog = demoCatalogAt(now);
    const sources = catalog.sources.map((one) => (one.sourceId === 'demo-pager' ? { ...one, sourceId: 'renamed' } : one));
    await syncCatalog(copy.db, { ...catalog, sources });
    await sql`insert into incident_event select (jsonb_populate_record(e, '{"repository_id":"renamed:"}')).* from incident_event e
      where e.repository_id = 'demo-pager:'`.execute(copy.db);
    await deriveDirty(copy.db, { now, rebuild: true });
    expect(was.length).toBeGreaterThan(20);
    expect(await incidents()).toEqual(was.map(({ id }) => ({ id: id.replace('demo-pager:', 'renamed:') })));
    expect(lost.length).toBeGreaterThan(0);
    expect(await unmapped()).toEqual(lost);
    const trial = await tryRules(copy.db, await serviceOf(copy.db, 'fraud-scoring'), question);
    expect(trial.incidents.groups.flatMap(({ items }) => items).filter(({ id }) => id.startsWith('demo-pager:'))).toEqual([]);
  } finally {
    await copy.close();
  }
});

it('in words steers no terminal, whatever the records are called', async () => {
  const service = await serviceOf(database.db, 'checkout');
  const trial = await tryRules(database.db, withSettings(service, { productionWords: ['staging'] }), question);
  const hostile = <T extends { readonly title: string }>(item: T): T => ({ ...item, title: `${item.title}\u001b[2J\nnothing\u202e` });
  const { deployments, incidents } = trial;
  const all = <D extends { readonly items: readonly { readonly title: string }[] }>(listed: D): D => ({
    ...listed,
    items: listed.items.map(hostile),
  });
  const text = trialText({
    ...trial,
    warnings: [{ code: 'all_production', path: null, message: 'of "\u001b[31mred"' }],
    deployments: { ...deployments, groups: deployments.groups.map(all), newlyCounted: all(deployments.newlyCounted) },
    incidents: { ...incidents, groups: incidents.groups.map(all) },
  });
  expect(text).toContain('[2J nothing');
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(text).not.toMatch(/^nothing/m);
});

it('a service that is not configured yet has no side before', async () => {
  const trial = await tryRules(database.db, { ...(await serviceOf(database.db, 'checkout')), serviceId: 'new', name: 'New' }, question);
  expect(trial).toMatchObject({ known: false, service: { id: 'new', name: 'New' } });
  const present = await answered(database.db, 'checkout');
  expect(trial.metrics.map((m) => [m.before, m.after.value])).toEqual(present.map((m) => [null, m.value]));
});

describe('the stage', () => {
  it('is cleared when something fails half-way, when its connection is killed, and when time runs out', async () => {
    const { db } = database;
    const before = await everything(db);
    const fill = async (stage: Db): Promise<void> => {
      await sql`delete from service`.execute(stage);
      await sql`insert into deployment select * from public.deployment`.execute(stage);
    };
    await expect(
      onStage(db, async (stage) => {
        await fill(stage);
        throw new Error('half-way');
      }),
    ).rejects.toThrow('half-way');
    const other = await connect(database.connection);
    const killed = onStage(other.db, async (stage) => {
      await fill(stage);
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(stage);
      await sql`select pg_terminate_backend(${rows[0]?.pid ?? 0})`.execute(db);
      return await sql`select 1`.execute(stage);
    });
    await expect(killed).rejects.toThrow();
    await other.close();
    await expect(onStage(db, (stage) => sql`select pg_sleep(5)`.execute(stage), { statementMs: 20 })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('too long'),
    });
    expect(await everything(db)).toBe(before);
  });

  it('stops patterns that go back and forth for ever, and the program goes on', async () => {
    const present = await serviceOf(database.db, 'checkout');
    const endless = withSettings(present, { sourceCommit: '^(\\w+\\s?)*(?<sha>!)$' });
    await expect(tryRules(database.db, endless, question, { reckonMs: 500 })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('pattern'),
    });
    expect((await tryRules(database.db, present, question)).changed).toEqual([]);
  });

  it('keeps nobody waiting, and waits for nobody but a migration', async () => {
    const { db } = database;
    const present = await serviceOf(db, 'checkout');
    await onStage(db, async (stage) => {
      await sql`delete from service`.execute(stage);
      // Another connection starts a process, derives and reads meanwhile; a wait would end in an error.
      const other = await connect({ ...database.connection, options: '-c lock_timeout=200' });
      try {
        await syncCatalog(other.db, demoCatalogAt(now));
        await deriveDirty(other.db, { now, rebuild: true, serviceIds: ['checkout'] });
        expect((await answered(other.db, 'checkout')).length).toBe(5);
      } finally {
        await other.close();
      }
    });
    await db.transaction().execute(async (trx) => {
      await sql`lock table deployment in access exclusive mode`.execute(trx);
      const other = await connect(database.connection);
      try {
        await expect(tryRules(other.db, present, question, { lockMs: 50 })).rejects.toMatchObject({ code: 'unavailable' });
      } finally {
        await other.close();
      }
    });
  });
});
