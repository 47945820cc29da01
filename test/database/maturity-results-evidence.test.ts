/** What evidence of the demonstration makes of results and of questions. */

import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { closeCampaign } from '../../src/maturity/campaign/close.ts';
import { planCampaign } from '../../src/maturity/campaign/plan-campaign.ts';
import { readRoutes } from '../../src/maturity/campaign/store.ts';
import { evidenceForTeams } from '../../src/maturity/evidence/evidence.ts';
import type { Verdict } from '../../src/maturity/evidence/verdict.ts';
import { findModel } from '../../src/maturity/models.ts';
import { evidenceProfile } from '../../src/maturity/results/evidence-profile.ts';
import type { TeamProfile } from '../../src/maturity/results/profile.ts';
import { teamProfile } from '../../src/maturity/results/team-profile.ts';
import { routeFor } from '../../src/maturity/routing.ts';
import { closedCampaign, type Person } from '../support/closed-campaign.ts';
import { demoDatabase } from '../support/demo-database.ts';

const at = new Date('2026-03-20T12:00:00Z');
const later = new Date('2026-03-25T08:00:00Z');
const zone = 'UTC';

let database: Database;
beforeEach(async () => {
  database = await demoDatabase(at);
});
afterEach(() => database.close());

const profile = (campaignId: string, teamId: string): Promise<TeamProfile> => teamProfile(database.db, { campaignId, teamId, now: later });

describe('evidence', () => {
  const plumbline = async (more: { readonly dimensions?: readonly string[] } = {}) => {
    const opensAt = new Date(at.getTime() - 1000);
    const chosen = {
      ...{
        name: 'Spring',
        model: 'plumbline',
        teams: ['payments', 'platform'].map((id) => ({ id, consensus: false })),
        opensAt,
        closesAt: at,
      },
      ...{ roles: ['developer'] as const, practiceMinimum: 5, questions: 'by_role' as const, statements: 20, ...more },
    };
    return await planCampaign(database.db, chosen, { now: opensAt, zone });
  };

  it('is kept as it was at the close, of the rules that are asked about, whatever comes later', async () => {
    const campaignId = await plumbline({ dimensions: ['CUL', 'CID'] });
    await closeCampaign(database.db, campaignId, { now: at, zone });
    const kept = await profile(campaignId, 'payments');
    const { dimensions } = await findModel('plumbline');
    const rules = dimensions
      .filter(({ id }) => ['CUL', 'CID'].includes(id))
      .flatMap((one) => one.statements.flatMap(({ evidence }) => evidence?.rule ?? []));
    const found = (await evidenceForTeams(database.db, { now: at, zone })).get('payments');
    const said = kept.dimensions.flatMap((one) =>
      one.statements.flatMap(({ evidence }) => (evidence === null ? [] : [[evidence.rule, evidence.verdict, evidence.value, evidence.n]])),
    );
    expect(said).toEqual(
      rules.flatMap((rule) => [found?.get(rule)].flatMap((one) => (one === undefined ? [] : [[one.rule, one.verdict, one.value, one.n]]))),
    );
    expect(said.some(([, verdict]) => verdict === 'supports' || verdict === 'contradicts')).toBe(true);
    const { rows } = await sql<{ rule: string }>`select distinct rule from campaign_evidence`.execute(database.db);
    expect(rows.map(({ rule }) => rule).sort()).toEqual([...new Set(rules)].sort());
    await sql`delete from deployment`.execute(database.db);
    await sql`delete from delivery`.execute(database.db);
    await expect(closeCampaign(database.db, campaignId, { now: later, zone })).rejects.toMatchObject({ code: 'conflict' });
    expect(await profile(campaignId, 'payments')).toEqual(kept);
  });

  it('alone gives the profile of a team without any campaign, the same as the statements of a campaign nobody answered', async () => {
    const bundled = await findModel('plumbline');
    const alone = await evidenceProfile(database.db, 'payments', { model: bundled, now: at, zone });
    const campaignId = await plumbline();
    await closeCampaign(database.db, campaignId, { now: at, zone });
    const closed = await profile(campaignId, 'payments');
    expect(alone.dimensions.map(({ level, decimal, atLeast }) => [level, decimal, atLeast])).toEqual(
      closed.dimensions.map(({ level, decimal, atLeast }) => [level, decimal, atLeast]),
    );
    expect(alone).toMatchObject({ campaign: null, at, invited: null, responded: null, notes: null });
    await expect(evidenceProfile(database.db, 'nobody', { model: bundled, now: at, zone })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('and the campaign before decide what is asked', async () => {
    const bundled = await findModel('plumbline');
    const opensAt = new Date(at.getTime() - 1000);
    const alone = await evidenceProfile(database.db, 'payments', { model: bundled, now: opensAt, zone });
    const verdicts = new Map(
      alone.dimensions.flatMap(({ statements }) =>
        statements.flatMap(({ id, evidence }) => (evidence === null ? [] : [[id, evidence.verdict] as const])),
      ),
    );
    const asked = async (): Promise<readonly string[]> => {
      const [route] = (await readRoutes(database.db, await plumbline())).filter(({ teamId }) => teamId === 'payments');
      return route?.statements ?? [];
    };
    const expected = (profiled: TeamProfile, known: ReadonlyMap<string, Verdict>) =>
      routeFor({
        model: bundled,
        role: 'developer',
        budget: 20,
        verdicts: known,
        reference: new Map(profiled.dimensions.map(({ id, level }) => [id, level ?? 1])),
      });
    const first = await asked();
    expect(first).toEqual(expected(alone, verdicts));
    expect(first).not.toEqual(expected(alone, new Map()));
    const statements = bundled.dimensions.flatMap((one) => one.statements);
    const answers = Object.fromEntries(statements.map(({ id }) => [id, 5] as const));
    const crowd = Array.from({ length: 6 }, (): Person => ({ team: 'payments', role: 'developer', answers }));
    const before = await closedCampaign(database.db, { model: bundled, people: crowd, closedAt: new Date(at.getTime() - 2000) });
    const second = await asked();
    expect(second).toEqual(expected(await profile(before, 'payments'), verdicts));
    expect(second).not.toEqual(first);
  });
});
