import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDue } from '../../src/collection/schedule.ts';
import { scheduleOf } from '../../src/commands/scheduling.ts';
import { openTerminal } from '../../src/commands/terminal.ts';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/database/open.ts';
import { closeCampaign, closeOver } from '../../src/maturity/campaign/close.ts';
import type { Verdict } from '../../src/maturity/evidence/verdict.ts';
import type { Plan } from '../../src/maturity/plan/entry.ts';
import { withdrawPlan, writePlan } from '../../src/maturity/plan/store.ts';
import { organisationSpread } from '../../src/maturity/results/organisation.ts';
import type { ProfileDimension, TeamProfile } from '../../src/maturity/results/profile.ts';
import { teamProfile } from '../../src/maturity/results/team-profile.ts';
import { type Answered, closedCampaign, modelOf, openCampaign, type Person, statement } from '../support/closed-campaign.ts';
import { testDatabase } from '../support/database.ts';

const closedAt = new Date('2026-03-20T12:00:00Z');
const now = new Date('2026-03-25T08:00:00Z');
const zone = 'UTC';

const model = modelOf({
  AAA: [
    statement('AAA-2a', { roles: ['developer', 'lead'] }),
    statement('AAA-2b', { roles: ['developer'], scale: 'perception', evidence: { rule: 'r-b', class: 'B' } }),
    statement('AAA-3a', { roles: ['lead'], level: 3, evidence: { rule: 'r-a', class: 'A' } }),
  ],
});

type Choices = NonNullable<Person['answers']>;
const dev = (team: string, a: Choices[string], b: Choices[string], note?: string): Person => ({
  team,
  role: 'developer',
  answers: { 'AAA-2a': a, 'AAA-2b': b },
  ...(note === undefined ? {} : { note }),
});
const lead = (team: string, a: Choices[string], c: Choices[string]): Person => ({
  team,
  role: 'lead',
  answers: { 'AAA-2a': a, 'AAA-3a': c },
});
const silent = (team: string): Person => ({ team, role: 'developer', answers: null });

const people: readonly Person[] = [
  ...[dev('web', 5, 5, 'a'), dev('web', 5, 4, 'b'), dev('web', 4, 4), dev('web', 4, 4), dev('web', 3, 3), silent('web')],
  ...[lead('web', 1, 5), lead('web', 'dont_know', 1)],
  ...[dev('api', 2, 1, 'secret'), dev('api', 2, 1), dev('api', 2, 1), dev('api', 2, 1), silent('api')],
  dev('one', 5, 5),
  lead('ops', 5, 2),
];
const spring: Answered = { model, people, consensus: ['ops'], closedAt };

let database: Database;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

/** As if evidence had said so at the close: met of of, held against .8. */
async function say(campaignId: string, teamId: string, rule: string, verdict: Verdict, met: number, of: number): Promise<void> {
  await sql`insert into campaign_evidence (campaign_id, team_id, rule, verdict, value, threshold, met, of, n)
    values (${campaignId}, ${teamId}, ${rule}, ${verdict}, ${met / of}, .8, ${met}, ${of}, ${of})`.execute(database.db);
}

const profile = (campaignId: string, teamId: string): Promise<TeamProfile> => teamProfile(database.db, { campaignId, teamId, now });
const onlyDimension = ({ dimensions: [first] }: TeamProfile): ProfileDimension => {
  if (first === undefined) throw new Error('unreachable');
  return first;
};

describe('a worked campaign', () => {
  let campaignId: string;
  beforeEach(async () => {
    campaignId = await closedCampaign(database.db, spring);
    await say(campaignId, 'web', 'r-b', 'contradicts', 4, 20);
    await say(campaignId, 'web', 'r-a', 'supports', 20, 20);
  });

  it('tells of a team what it may, statement by statement', async () => {
    const web = await profile(campaignId, 'web');
    expect(web).toMatchObject({ consensus: false, invited: 8, responded: 7, at: closedAt, previous: null, gaps: ['AAA-2b'] });
    const [a, b, c] = onlyDimension(web).statements;
    // Credits 1, 1, .75, .75, .5, 0; one of two leads could not judge. Two leads are too few to be told apart.
    expect(a?.told).toEqual({
      ...{ invited: 8, asked: 7, values: 6, dontKnow: 1, notApplicable: 0, blank: 0 },
      ...{ mean: 4 / 6, agreement: 'contested', counts: null, hidden: null },
    });
    expect(a).toMatchObject({ byRole: [], answers: 4 / 6, credit: 4 / 6, meets: 'no_evidence', visibilityGap: false });
    // Developers alone: credits 1, .75, .75, .75, .5; variance .5 of 2. Evidence: half of .2 / .8.
    expect(b?.told).toMatchObject({ invited: 6, asked: 5, values: 5, mean: 0.75, agreement: 'agreed', counts: null, hidden: null });
    expect(b?.byRole).toEqual([{ role: 'developer', told: b?.told }]);
    expect(b).toMatchObject({ measured: 0.125, credit: 0.4375, gap: 0.625, meets: 'answers_higher', perceptionGap: true });
    expect(c?.told).toMatchObject({ invited: 2, asked: null, values: null, mean: null, hidden: 'too_few' });
    expect(c).toMatchObject({ measured: 1, credit: 1, state: 'known', meets: 'no_answers' });
  });

  it('puts the team on a level by what is told and what evidence says', async () => {
    const dimension = onlyDimension(await profile(campaignId, 'web'));
    expect(dimension).toMatchObject({ level: 1, atLeast: false, last: null, target: null, next: ['AAA-2b', 'AAA-2a'] });
    expect(dimension.decimal).toBeCloseTo(1 + (4 / 6 + 0.4375) / 2, 12);
    expect(dimension.confidence).toBe('medium');
  });

  it('hides small teams, and the one that keeps them company, each with its reason', async () => {
    const api = onlyDimension(await profile(campaignId, 'api'));
    expect(api.statements.map(({ told }) => [told?.hidden, told?.asked, told?.mean])).toEqual([
      ['complement', null, null],
      ['too_few', null, null],
      ['too_few', null, null],
    ]);
    expect(api).toMatchObject({ level: null, decimal: null });
    expect(await profile(campaignId, 'api')).toMatchObject({ invited: 5, responded: null, notes: null, gaps: [] });
    const one = onlyDimension(await profile(campaignId, 'one'));
    expect(one.statements.map(({ told }) => told?.hidden)).toEqual(['consensus', 'consensus', 'consensus']);
  });

  it('tells openly what was answered openly, and counts it for nobody else', async () => {
    const ops = await profile(campaignId, 'ops');
    expect(ops).toMatchObject({ consensus: true, invited: 1, responded: 1, notes: [] });
    const dimension = onlyDimension(ops);
    expect(dimension.statements.map(({ told }) => told?.counts ?? null)).toEqual([[0, 0, 0, 0, 1], null, [0, 1, 0, 0, 0]]);
    expect(dimension).toMatchObject({ level: 2, decimal: 2.25 });
  });

  it('tells of the organisation how its teams lie, and what all answered together', async () => {
    const spread = await organisationSpread(database.db, campaignId, now);
    expect(spread).toMatchObject({ teams: 4, invited: 14, responded: 12 });
    expect(spread.members.map(({ id, consensus }) => `${id} ${consensus}`)).toEqual(['api false', 'one false', 'ops true', 'web false']);
    const [dimension] = spread.dimensions;
    expect(dimension).toMatchObject({ unknown: 2, median: 1.5, perceptionGaps: 1, visibilityGaps: 0, contested: 1 });
    expect(dimension?.levels.map(({ teams }) => teams)).toEqual([1, 1, 0, 0, 0]);
    const [a, b, c] = spread.statements;
    // Web 4, api 4 × .25, one 1: 6 of 11.
    expect(a).toMatchObject({ id: 'AAA-2a', dimension: 'AAA', told: { invited: 14, asked: 12, values: 11, counts: [1, 4, 1, 2, 3] } });
    expect(a?.told.mean).toBeCloseTo(6 / 11, 12);
    expect(b?.told).toMatchObject({ asked: 10, values: 10 });
    expect(c?.told).toMatchObject({ asked: null, mean: null, hidden: 'too_few' });
  });

  it('shows notes without their order, and not of few', async () => {
    const [notes] = (await profile(campaignId, 'web')).notes ?? [];
    expect(notes?.dimension).toBe('AAA');
    expect(notes?.texts.toSorted()).toEqual(['a', 'b']);
    const orders = new Set<string>();
    for (const first of [0, 1])
      orders.add(
        String(
          (await teamProfile(database.db, { campaignId, teamId: 'web', now, below: (n) => Math.min(first, n - 1) })).notes?.[0]?.texts,
        ),
      );
    expect(orders.size).toBe(2);
    for (const team of ['web', 'api', 'one', 'ops']) expect(JSON.stringify(await profile(campaignId, team))).not.toContain('secret');
  });

  it('says the same again, chances and all', async () => {
    const [once, again] = [await profile(campaignId, 'web'), await profile(campaignId, 'web')];
    expect({ ...again, notes: null }).toEqual({ ...once, notes: null });
    expect(onlyDimension(once).chances).not.toBeNull();
  });

  it('has no profile of a team it did not ask', async () => {
    await expect(profile(campaignId, 'nobody')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a campaign whose time has passed', () => {
  it('has no results before its close', async () => {
    const campaignId = await openCampaign(database.db, spring);
    await expect(profile(campaignId, 'web')).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/within minutes/) });
    await expect(organisationSpread(database.db, campaignId, new Date(closedAt.getTime() - 1))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/runs until 2026-03-20T12:00:00.000Z/),
    });
  });

  it('closes by itself, once, and no other does', async () => {
    const campaignId = await openCampaign(database.db, spring);
    const running = await openCampaign(database.db, { ...spring, closedAt: now });
    const at = (moment: Date) => closeOver(database.db, { now: moment, zone });
    expect(await at(new Date(closedAt.getTime() - 1))).toBe(0);
    expect(await at(closedAt)).toBe(1);
    expect(await at(closedAt)).toBe(0);
    expect(await profile(campaignId, 'web')).toMatchObject({ responded: 7, campaign: { state: 'closed', closedAt } });
    await expect(profile(running, 'web')).rejects.toMatchObject({ code: 'conflict' });
    const both = await Promise.allSettled([1, 2].map(() => closeCampaign(database.db, running, { now, zone })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('closes by the schedule of a running program', async () => {
    const campaignId = await openCampaign(database.db, spring);
    const quiet = { write: () => undefined };
    const run = async (moment: Date) => {
      const world = { environment: {}, cwd: '/nowhere', now: () => moment, signal: new AbortController().signal };
      const config = loadConfig({}, { cwd: world.cwd });
      const schedule = scheduleOf(
        { config, database, sources: [] },
        openTerminal({ out: quiet, error: quiet }, world),
        pino({ level: 'silent' }),
      );
      await runDue(database, schedule, world.signal);
    };
    await run(new Date(closedAt.getTime() - 60_000));
    await expect(profile(campaignId, 'web')).rejects.toMatchObject({ code: 'conflict' });
    await run(new Date(closedAt.getTime() + 60_000));
    expect(await profile(campaignId, 'web')).toMatchObject({ responded: 7, campaign: { state: 'closed' } });
  });

  it('that cannot be closed holds up no other', async () => {
    const broken = await openCampaign(database.db, { ...spring, closedAt: new Date(closedAt.getTime() - 1) });
    const sound = await openCampaign(database.db, spring);
    await sql`update campaign set model = '{}' where campaign_id = ${broken}`.execute(database.db);
    await expect(closeOver(database.db, { now, zone })).rejects.toThrow();
    expect(await profile(sound, 'web')).toMatchObject({ responded: 7 });
  });
});

describe('the same team a second time', () => {
  const later = new Date('2026-09-20T12:00:00Z');
  const all = (choice: 2 | 5): readonly Person[] => Array.from({ length: 6 }, () => dev('web', choice, choice));

  it('is compared with the last closed campaign of the same model that asked it', async () => {
    await closedCampaign(database.db, { model, people: all(5), closedAt: new Date('2025-03-20T12:00:00Z') });
    const before = await closedCampaign(database.db, { model, people: all(2), closedAt });
    await closedCampaign(database.db, { model: { ...model, id: 'other' }, people: all(5), closedAt: now });
    await closedCampaign(database.db, { model, people: all(5).map((one) => ({ ...one, team: 'api' })), closedAt: now });
    const current = await closedCampaign(database.db, { model, people: all(5), closedAt: later });
    const again = await profile(current, 'web');
    expect(again.previous).toMatchObject({ id: before, state: 'closed' });
    expect(onlyDimension(again)).toMatchObject({ level: 2, last: { level: 1, decimal: 1.25, direction: 'up' } });
  });

  it('stands beside its targets of now, and without what it did not hold against itself on the day of the close', async () => {
    const write = (plan: Plan, at: Date, entryId?: string) =>
      writePlan({ db: database.db, model, author: 'x', now: at }, 'web', plan, entryId);
    const exempt = (id: string, until: string): Plan => ({ kind: 'exemption', body: { statement: id, owner: 'Ada', reason: 'so', until } });
    const early = new Date('2026-03-01T00:00:00Z');
    await write(exempt('AAA-2a', '2026-03-20'), early);
    await write(exempt('AAA-2b', '2026-03-19'), early);
    const { entryId } = await write(exempt('AAA-3a', '2026-12-31'), early);
    const campaignId = await closedCampaign(database.db, { model, people: all(2), closedAt });
    await withdrawPlan({ db: database.db, now, author: 'x' }, entryId);
    await write(exempt('AAA-2b', '2026-12-31'), now);
    await write({ kind: 'target', body: { dimension: 'AAA', level: 4, by: null } }, now);
    const dimension = onlyDimension(await profile(campaignId, 'web'));
    expect(dimension.statements.map(({ state }) => state)).toEqual(['exempt', 'known', 'exempt']);
    expect(dimension.target).toEqual({ level: 4, by: null });
  });
});
