import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/open.ts';
import { closeOver } from '../../src/maturity/campaign/close.ts';
import { type Model, type Role, roles } from '../../src/maturity/model.ts';
import { organisationSpread } from '../../src/maturity/results/organisation.ts';
import { teamProfile } from '../../src/maturity/results/team-profile.ts';
import { type CampaignDocument, parseCampaignDocument } from '../../src/maturity/transfer/document.ts';
import { exportCampaign } from '../../src/maturity/transfer/export.ts';
import { importCampaign } from '../../src/maturity/transfer/import.ts';
import { closedCampaign, modelOf, openCampaign, type Person, statement } from '../support/closed-campaign.ts';
import { testDatabase } from '../support/database.ts';

const closedAt = new Date('2026-03-20T12:00:00Z');
const now = new Date('2026-03-25T08:00:00Z');

const option = (credit: number) => ({ text: `About ${credit}`, credit });
const model: Model = modelOf({
  AAA: [
    statement('AAA-2a', { roles: ['developer', 'lead'], evidence: { rule: 'r-a', class: 'A' } }),
    statement('AAA-2b', { roles: ['developer'], scale: 'perception' }),
    statement('AAA-3a', { roles: ['lead'], level: 3 }),
  ],
  BBB: [
    statement('BBB-2a', { roles: ['platform', 'lead'], scale: 'options', options: [option(0), option(0.4), option(1)] }),
    statement('BBB-x1', { level: null, scale: 'perception' }),
  ],
});
const statements = model.dimensions.flatMap((one) => one.statements);

let here: Database;
let there: Database;
beforeAll(async () => {
  [here, there] = [await testDatabase(), await testDatabase()];
});
afterAll(async () => {
  await here.close();
  await there.close();
});

const answersOf = (role: Role): fc.Arbitrary<Person['answers']> =>
  fc
    .tuple(
      ...statements
        .filter((one) => one.roles.includes(role))
        .map(({ id, options }) => {
          const some = ([1, 2, 3, 4, 5] as const).slice(0, options.length || 5);
          return fc
            .option(fc.constantFrom(...some, 'dont_know' as const, 'not_applicable' as const), { freq: 9 })
            .map((answer) => [id, answer] as const);
        }),
    )
    .map((all) => Object.fromEntries(all.flatMap(([id, answer]) => (answer === null ? [] : [[id, answer]]))));

const person = (team: string): fc.Arbitrary<Person> =>
  fc.constantFrom(...roles, 'developer' as const, 'developer' as const).chain((role) =>
    fc.record({
      team: fc.constant(team),
      role: fc.constant(role),
      answers: fc.option(answersOf(role), { freq: 6 }),
      note: fc.constantFrom('', `written in ${team}`, 'the same'),
    }),
  );

const teams = ['web', 'pay', 'ops', 'api', 'one'];
const world = fc.record({
  people: fc.tuple(...teams.map((team, i) => fc.array(person(team), { maxLength: [14, 12, 9, 6, 2][i] ?? 1 }))).map((all) => all.flat()),
  consensus: fc.subarray(['api', 'one']),
  practiceMinimum: fc.constantFrom(3 as const, 5 as const),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

async function held({ people, consensus, practiceMinimum }: World): Promise<string> {
  const campaignId = await closedCampaign(here.db, { model, people, consensus, others: teams, practiceMinimum, closedAt });
  await sql`insert into campaign_evidence (campaign_id, team_id, rule, verdict, value, threshold, met, of, n)
    select ${campaignId}, 'web', r.rule, 'supports', 0.1 + 0.2, .8, 3, 7, 7 from (values ('r-a'), ('r-z')) as r(rule)
    on conflict (campaign_id, team_id, rule) do update set verdict = excluded.verdict, value = excluded.value, threshold = excluded.threshold,
      met = excluded.met, of = excluded.of, n = excluded.n`.execute(here.db);
  return campaignId;
}

/** Everything the product tells of a campaign. */
async function told({ db }: Database, campaignId: string) {
  const profiles = [];
  for (const teamId of teams) {
    const { notes, ...profile } = await teamProfile(db, { campaignId, teamId, now });
    profiles.push({ ...profile, notes: notes?.map(({ dimension, texts }) => ({ dimension, texts: texts.toSorted() })) ?? null });
  }
  return { profiles, organisation: await organisationSpread(db, campaignId, now) };
}

const written = async ({ db }: Database, campaignId: string): Promise<CampaignDocument> =>
  parseCampaignDocument(JSON.parse(JSON.stringify(await exportCampaign(db, campaignId, { answers: true, now }))));

describe('a closed campaign taken to another database', () => {
  it('tells the same there in every figure, and is written down the same again', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const campaignId = await held(given);
        const document = await written(here, campaignId);
        expect(await importCampaign(there.db, document, now)).toBe(campaignId);
        expect(await written(there, campaignId)).toEqual(document);
        expect(await told(there, campaignId)).toEqual(await told(here, campaignId));
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('is written as counts of groups that are large enough, never as what one person said', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { closed } = await written(here, await held(given));
        for (const { statement: id, of, counts } of closed?.tallies ?? []) {
          const people = of.reduce((sum, one) => sum + one.people, 0);
          const isOpen = of.some(({ team }) => given.consensus.includes(team));
          const minimum = statements.find((one) => one.id === id)?.scale === 'coverage' ? given.practiceMinimum : 5;
          if (isOpen) expect(of).toHaveLength(1);
          else expect(counts === null || people >= minimum).toBe(true);
        }
        const noted = JSON.stringify(closed?.notes);
        for (const [i, team] of teams.entries())
          if (
            i > 0 &&
            !given.consensus.includes(team) &&
            given.people.filter((one) => one.team === team && one.answers !== null).length < 5
          )
            expect(noted).not.toContain(`written in ${team}`);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

const devs = (team: string, n: number): readonly Person[] =>
  Array.from({ length: n }, (_, i) => ({ team, role: 'developer', answers: { 'AAA-2a': 4, 'AAA-2b': i % 2 === 0 ? 2 : 5 } }));
const spring = { model, people: devs('web', 6), closedAt };

async function closed(): Promise<CampaignDocument> {
  return await written(here, await closedCampaign(here.db, spring));
}

describe('a document', () => {
  it('of a campaign that runs is its definition, which makes one that asks the same', async () => {
    const later = new Date(now.getTime() + 14 * 86_400_000);
    const campaignId = await openCampaign(here.db, { ...spring, closedAt: later });
    await expect(exportCampaign(here.db, campaignId, { answers: true, now })).rejects.toMatchObject({ code: 'conflict' });
    const document = await exportCampaign(here.db, campaignId, { answers: false, now });
    expect(document).toMatchObject({ closed: null, campaign: { id: campaignId, teams: [{ id: 'web', consensus: false }] } });
    await importCampaign(there.db, document, now);
    expect(await exportCampaign(there.db, campaignId, { answers: false, now })).toEqual(document);
    const { rows } = await sql`select from response where campaign_id = ${campaignId}`.execute(there.db);
    expect(rows).toHaveLength(0);
  });

  it('comes once: the same again is refused, another campaign under a taken id gets one of its own, once', async () => {
    const document = await closed();
    const { id } = document.campaign;
    await expect(importCampaign(here.db, document, now)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(id) });
    const changed = { ...document, campaign: { ...document.campaign, name: 'Another' } };
    const made = await importCampaign(here.db, changed, now);
    expect(made).not.toBe(id);
    await expect(importCampaign(here.db, changed, now)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(made) });
    const both = await Promise.allSettled([1, 2].map(() => importCampaign(there.db, document, now)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('of a campaign whose time has passed makes none without its answers', async () => {
    const document = { ...(await closed()), closed: null };
    await expect(importCampaign(there.db, document, now)).rejects.toMatchObject({
      message: expect.stringContaining('its time has passed'),
    });
    const again = { ...document, campaign: { ...document.campaign, closesAt: '2027-01-01T00:00:00Z' } };
    await importCampaign(there.db, again, now);
    expect(await closeOver(there.db, { now, zone: 'UTC' })).toBe(0);
  });

  type Change = (document: CampaignDocument) => unknown;
  const withClosed =
    (change: (part: NonNullable<CampaignDocument['closed']>) => object): Change =>
    (document) => ({ ...document, closed: { ...document.closed, ...(document.closed === null ? {} : change(document.closed)) } });
  const campaignWith =
    (change: object): Change =>
    (document) => ({ ...document, campaign: { ...document.campaign, ...change } });

  it.each<readonly [string, string | RegExp, Change]>([
    ['is no document', 'plumbline', () => ({ ledger: [] })],
    ['has another version', 'plumbline', (document) => ({ ...document, plumbline: 2 })],
    ['holds more than is known', 'rows', (document) => ({ ...document, rows: [] })],
    ['would show what single people think', 'perceptionMinimum', campaignWith({ perceptionMinimum: 4 })],
    ['names a dimension there is not', 'no such dimension', campaignWith({ dimensions: ['ZZZ'] })],
    ['names a team twice', 'stands there twice', campaignWith({ teams: [1, 2].map(() => ({ id: 'web', consensus: false })) })],
    ['asks a team that is not in it', '"far" is not in', campaignWith({ routes: [{ team: 'far', role: 'lead', statements: ['AAA-2a'] }] })],
    ['closes before it opens', 'opensAt', campaignWith({ opensAt: '2027-01-01T00:00:00Z' })],
    ['was closed in the future', 'lies ahead', withClosed(() => ({ closedAt: '2027-01-01T00:00:00Z' }))],
    [
      'counts more than responded',
      'tallies',
      withClosed(({ responses }) => ({ responses: responses.map((one) => ({ ...one, people: 1 })) })),
    ],
    [
      'has counts of other people',
      'tallies',
      withClosed(({ tallies }) => ({ tallies: tallies.map((one) => ({ ...one, counts: one.counts && { ...one.counts, blank: 99 } })) })),
    ],
    ['counts people twice', 'twice', withClosed(({ tallies }) => ({ tallies: [...tallies, ...tallies] }))],
    [
      'counts a statement there is not',
      'tallies',
      withClosed(({ tallies }) => ({ tallies: tallies.map((one) => ({ ...one, statement: 'ZZZ-1' })) })),
    ],
    ['has notes of nobody', '"far" is not in', withClosed(() => ({ notes: [{ team: 'far', dimension: 'AAA', texts: ['x'] }] }))],
    ['has no character that can be stored', 'cannot be stored', campaignWith({ name: 'a\u0000b' })],
  ])('that %s is refused, and nothing is written', async (_what, words, change) => {
    const campaigns = async () => (await sql`select campaign_id from campaign`.execute(there.db)).rows.length;
    const before = await campaigns();
    const text = JSON.parse(JSON.stringify(change(await closed())));
    const taken = async () => await importCampaign(there.db, parseCampaignDocument(text), now);
    await expect(taken()).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(words) });
    expect(await campaigns()).toBe(before);
  });
});
