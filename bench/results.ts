/**
 * Results of a campaign of 500 teams with 10 respondents each, everybody with a whole route of Plumbline's model answered, and evidence
 * for every rule of every team: what does it take to answer for the organisation, and for one team with the campaign before?
 *
 *   npx tsx bench/results.ts [teams=500] [respondents=10] [rounds=5]
 */

import { rm } from 'node:fs/promises';
import { sql } from 'kysely';
import { migrate } from '../src/database/migrate.ts';
import { type Database, openDatabase } from '../src/database/open.ts';
import { closeCampaign } from '../src/maturity/campaign/close.ts';
import { createCampaign } from '../src/maturity/campaign/create.ts';
import { rulesOf } from '../src/maturity/evidence/of-model.ts';
import type { Model, Role } from '../src/maturity/model.ts';
import { findModel } from '../src/maturity/models.ts';
import { organisationSpread } from '../src/maturity/results/organisation.ts';
import { teamProfile } from '../src/maturity/results/team-profile.ts';
import { routeFor } from '../src/maturity/routing.ts';
import { temporaryFolder } from '../test/support/temporary.ts';

const [teams = 500, respondents = 10, rounds = 5] = process.argv.slice(2).map(Number);
const now = new Date('2026-11-23T06:40:00Z');
const DAY = 86_400_000;

/** Of ten: seven developers, two of the platform, one lead. Where so few answered the close takes the role away. */
const roleOf = (n: number): Role => (n % 10 < 7 ? 'developer' : n % 10 < 9 ? 'platform' : 'lead');
const ids = Array.from({ length: teams }, (_, n) => `team-${String(n).padStart(3, '0')}`);

async function makeAnswers({ db }: Database, campaignId: string): Promise<void> {
  const people = ids.flatMap((team) => Array.from({ length: respondents }, (_, n) => ({ team, role: roleOf(n) })));
  await sql`insert into invitation (campaign_id, token_hash, team_id, role, state)
    select ${campaignId}, 'link ' || p.n, p.team, p.role, 'used'
    from unnest(${people.map(({ team }) => team)}::text[], ${people.map(({ role }) => role)}::text[]) with ordinality as p(team, role, n)`.execute(
    db,
  );
  await sql`insert into response (campaign_id, key_hash, team_id, role, submitted, answers, notes)
    select ${campaignId}, 'key ' || i.token_hash, i.team_id, i.role, true,
      (select jsonb_object_agg(s, case when x < 1 then '"dont_know"'::jsonb when x < 1.5 then '"not_applicable"'::jsonb
          else to_jsonb(least(5, 1 + floor(x - 1.5)::integer)) end)
        from unnest(r.statements) as s, lateral (select 7 * (('x' || substr(md5(i.token_hash || s), 1, 6))::bit(24)::integer / 16777216.0) as x) as chance),
      '{}'::jsonb
    from invitation i join campaign_route r on r.campaign_id = i.campaign_id and r.team_id = i.team_id and r.role = i.role
    where i.campaign_id = ${campaignId}`.execute(db);
}

async function makeEvidence({ db }: Database, campaignId: string, model: Model): Promise<void> {
  const rules = rulesOf(
    model,
    model.dimensions.map(({ id }) => id),
  );
  await sql`insert into campaign_evidence (campaign_id, team_id, rule, verdict, value, threshold, met, of, n)
    select ${campaignId}, team, rule, case when x < .4 then 'supports' when x < .7 then 'contradicts' else 'unclear' end, x, .8, (x * 40)::integer, 40, 40
    from unnest(${ids}::text[]) as team, unnest(${[...rules]}::text[]) as rule,
      lateral (select ('x' || substr(md5(team || rule), 1, 6))::bit(24)::integer / 16777216.0 as x) as chance`.execute(db);
}

async function makeCampaign(database: Database, model: Model, closesAt: Date): Promise<string> {
  const route = { model, reference: new Map(), verdicts: new Map() };
  const statements = new Map((['developer', 'platform', 'lead'] as const).map((role) => [role, routeFor({ ...route, role })]));
  const campaignId = await createCampaign(database.db, {
    name: 'Bench',
    model,
    dimensions: model.dimensions.map(({ id }) => id),
    perceptionMinimum: 5,
    practiceMinimum: 3,
    opensAt: new Date(closesAt.getTime() - 14 * DAY),
    closesAt,
    teams: ids.map((teamId) => ({ teamId, consensus: false })),
    routes: ids.flatMap((teamId) => [...statements].map(([role, own]) => ({ teamId, role, statements: own }))),
  });
  await makeAnswers(database, campaignId);
  await closeCampaign(database.db, campaignId, { now: closesAt, zone: 'UTC' });
  await makeEvidence(database, campaignId, model);
  return campaignId;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function measure(name: string, ask: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  // One round before the first, to warm up; the first of all is told too.
  for (let round = 0; round <= rounds; round += 1) {
    const started = performance.now();
    await ask();
    times.push(performance.now() - started);
  }
  const [first = Number.NaN, ...rest] = times;
  console.log(`${name.padEnd(44)} ${median(rest).toFixed(0).padStart(6)} ms, at first ${first.toFixed(0)} ms`);
}

const dataFolder = temporaryFolder('bench-results');
const database = await openDatabase({ databaseUrl: null, dataFolder });
try {
  await migrate(database);
  const model = await findModel('plumbline');
  await makeCampaign(database, model, new Date(now.getTime() - 180 * DAY));
  const campaignId = await makeCampaign(database, model, now);
  await sql`analyze`.execute(database.db);
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from response where campaign_id = ${campaignId}`.execute(
    database.db,
  );
  console.log(`${teams} teams, ${rows[0]?.n} responses; median of ${rounds}`);
  await measure('organisation', () => organisationSpread(database.db, campaignId, now));
  await measure('one team, with chances and the campaign before', () => teamProfile(database.db, { campaignId, teamId: 'team-007', now }));
} finally {
  await database.close();
  await rm(dataFolder, { recursive: true, force: true });
}
