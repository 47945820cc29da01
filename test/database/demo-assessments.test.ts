import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assessDemo } from '../../src/commands/demo-campaigns.ts';
import type { Database } from '../../src/database/open.ts';
import { removeDemo } from '../../src/demo/load.ts';
import type { TeamProfile } from '../../src/maturity/results/profile.ts';
import { teamProfile } from '../../src/maturity/results/team-profile.ts';
import { demoDatabase } from '../support/demo-database.ts';

const now = new Date('2026-11-20T10:00:00Z');
let database: Database;
beforeAll(async () => {
  database = await demoDatabase(now);
  await assessDemo(database.db, now);
}, 60_000);
afterAll(() => database.close());

async function profile(teamId: string): Promise<TeamProfile> {
  const { rows } = await sql<{ campaignId: string }>`select campaign_id from campaign order by opens_at desc limit 1`.execute(database.db);
  return await teamProfile(database.db, { campaignId: rows[0]?.campaignId ?? '', teamId, now });
}

const dimension = ({ dimensions }: TeamProfile, id: string) => dimensions.find((one) => one.id === id);
const statement = (of: TeamProfile, id: string) => dimension(of, id.slice(0, 3))?.statements.find((one) => one.id === id);

describe("the demonstration's assessments", () => {
  it('are two, closed, with nothing left that leads from answers to people', async () => {
    const { rows } = await sql<{ name: string }>`select name from campaign where closed_at is not null and demo order by opens_at`.execute(
      database.db,
    );
    expect(rows.map(({ name }) => name)).toEqual(['First assessment', 'Second assessment']);
    const { rows: open } = await sql`select from invitation where state = 'open'`.execute(database.db);
    expect(open).toEqual([]);
  });

  it('are not made twice', async () => {
    await assessDemo(database.db, now);
    const { rows } = await sql<{ n: number }>`select count(*)::integer as n from campaign`.execute(database.db);
    expect(rows[0]?.n).toBe(2);
  });

  it('show a team that got better, where it said it wanted to', async () => {
    const storefront = await profile('storefront');
    expect(dimension(storefront, 'CID')).toMatchObject({ last: { direction: 'up' }, target: { level: 4 } });
    expect(storefront.previous?.name).toBe('First assessment');
  });

  it('show a team that is surer than its evidence, and one that is better than it thinks', async () => {
    const payments = await profile('payments');
    expect(statement(payments, 'SEC-3a')).toMatchObject({ meets: 'answers_higher', perceptionGap: true });
    expect(payments.gaps).toContain('SEC-3a');
    expect(payments.notes?.find((one) => one.dimension === 'DEX')?.texts).toHaveLength(2);
    const discovery = await profile('discovery');
    const doubted = ['CUL-2b', 'CID-2a', 'CID-3a', 'SEC-3a'].map((id) => statement(discovery, id));
    expect(doubted).toContainEqual(
      expect.objectContaining({ meets: 'answers_lower', evidence: expect.objectContaining({ verdict: 'supports' }) }),
    );
    expect(statement(discovery, 'REL-2b')).toMatchObject({ visibilityGap: true });
  });

  it('show one in which people see things differently', async () => {
    expect(dimension(await profile('platform'), 'CUL')).toMatchObject({ contested: ['CUL-2a'] });
  });

  it('show one of which too few answered, and one that answered openly together', async () => {
    const fulfilment = await profile('fulfilment');
    expect(fulfilment.dimensions.every(({ provisional }) => provisional.includes('response'))).toBe(true);
    expect(fulfilment.dimensions.every(({ last }) => last?.direction === 'not_compared')).toBe(true);
    const apps = await profile('apps');
    expect(apps).toMatchObject({ consensus: true, responded: 1 });
    expect(statement(apps, 'REL-2a')).toMatchObject({ state: 'exempt' });
  });

  it('go with the rest of the demonstration', async () => {
    await removeDemo(database.db);
    const tables = [
      'campaign',
      'campaign_team',
      'campaign_route',
      'campaign_evidence',
      'campaign_note',
      'invitation',
      'response',
      'plan_entry',
    ];
    for (const table of tables) expect((await sql`select from ${sql.table(table)}`.execute(database.db)).rows, table).toEqual([]);
  });
});
