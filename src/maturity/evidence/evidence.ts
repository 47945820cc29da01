/**
 * Evidence for maturity: what collected facts and records say of the statements of a model.
 * - `evidenceFor` answers every rule for one team, `evidenceForTeams` for all of them at once.
 * - `evidenceRecords` opens a rule: the records behind it, each with whether it is as it should be, and why.
 * - `catalogue` (catalogue.ts) says what each rule measures; `verdictOf` (finding.ts) how findings are read.
 * The two take the same judgements, so a count and its list agree. Nothing is counted per person.
 */

import { consistently } from '../../database/consistently.ts';
import type { Db } from '../../database/open.ts';
import { decodeTimeCursor, pageOf } from '../../domain/cursor.ts';
import { AppError } from '../../domain/errors.ts';
import type { MetricSpec } from '../../metrics/metric.ts';
import type { EvidencePage } from '../../metrics/result.ts';
import { askedOf, type EvidenceQuestion, ofTeams, readSources, type TeamEvidence, withSource } from './by-team.ts';
import { catalogue } from './catalogue.ts';
import { isWithin } from './gather.ts';
import { metricOf, metricRecords } from './metrics.ts';
import type { Rule } from './rule.ts';
import { type Asked, reasonOf } from './topic.ts';
import { topics } from './topics.ts';

/** Teams are read in groups, so that a large organisation does not have to fit into memory at once. */
const teamsAtOnce = 100;

const wantedRules = ({ rules }: EvidenceQuestion): readonly Rule[] =>
  [...catalogue.values()].filter(({ id }) => rules === undefined || rules.includes(id));

const noTeam = (id: string): AppError => new AppError('not_found', `There is no team "${id}".`);

/** What one team's evidence says of every rule. Throws AppError `not_found` for a team there is not. */
export async function evidenceFor(db: Db, teamId: string, question: EvidenceQuestion): Promise<TeamEvidence> {
  const found = (await evidenceForTeams(db, question, [teamId])).get(teamId);
  if (found === undefined) throw noTeam(teamId);
  return found;
}

/** The same by team, for those named or all there are. */
export async function evidenceForTeams(
  db: Db,
  question: EvidenceQuestion,
  teamIds?: readonly string[],
): Promise<ReadonlyMap<string, TeamEvidence>> {
  const rules = wantedRules(question);
  return await consistently(db, async (trx) => {
    const sources = await readSources(trx, question.now);
    const teams = [...sources.keys()].filter((id) => teamIds === undefined || teamIds.includes(id));
    const found = new Map<string, TeamEvidence>();
    for (let i = 0; i < teams.length; i += teamsAtOnce)
      for (const [team, own] of await ofTeams(trx, rules, question, sources, teams.slice(i, i + teamsAtOnce))) found.set(team, own);
    return found;
  });
}

/** A record behind a rule. */
export type EvidenceRecord = {
  readonly part: string;
  readonly key: string;
  readonly at: Date;
  readonly title: string;
  /** At its provider; null where it has no address. */
  readonly url: string | null;
  /** As it should be, not, or null: not known, or a quantity. */
  readonly met: boolean | null;
  readonly why: string;
  /** Of a quantity, in the unit of its part. */
  readonly value: number | null;
};

export type EvidenceRecords = {
  readonly items: readonly EvidenceRecord[];
  readonly next: string | null;
  /** Of all pages. */
  readonly total: number;
};

/**
 * The records behind a rule for a team, newest first, those it counts and those of which it does not know.
 * Throws AppError `not_found` for an unknown rule or team, `invalid` for a cursor that is none.
 */
export async function evidenceRecords(
  db: Db,
  teamId: string,
  ruleId: string,
  question: Pick<EvidenceQuestion, 'now' | 'zone'>,
  page: { readonly limit: number; readonly after?: string },
): Promise<EvidenceRecords> {
  const rule = catalogue.get(ruleId);
  if (rule === undefined) throw new AppError('not_found', `There is no rule of evidence "${ruleId}".`);
  const after = page.after === undefined ? null : decodeTimeCursor(page.after, 3).join('\n');
  const asked = askedOf([rule], question, [teamId]);
  const metric = metricOf(rule);
  if (metric !== null) return ofMetric(rule, metric, await metricRecords(db, rule, metric, teamId, asked, page));
  const found = (await consistently(db, async (trx) => await recordsOf(trx, rule, asked))).map((item) => ({
    item,
    place: placeOf(item).join('\n'),
  }));
  const sorted = found.sort((a, b) => (a.place < b.place ? 1 : a.place > b.place ? -1 : 0));
  const rest = (after === null ? sorted : sorted.filter(({ place }) => place < after)).slice(0, page.limit + 1);
  return {
    ...pageOf(
      rest.map(({ item }) => item),
      page.limit,
      placeOf,
    ),
    total: found.length,
  };
}

/** What a metric leaves out is listed with the reason; it is neither as it should be nor not. Times are told in hours. */
function ofMetric(rule: Rule, { unit }: MetricSpec, { items, next, totals }: EvidencePage): EvidenceRecords {
  const per = unit === 'seconds' ? 3600 : 1;
  const records = items.map(({ id: key, at, title, url, reason, contributes }): EvidenceRecord => {
    const value = contributes === null ? null : contributes / per;
    return { part: rule.parts[0].id, key, at, title, url, met: null, why: reason ?? 'counted', value };
  });
  return { items: records, next, total: Object.values(totals.excluded).reduce((sum, n) => sum + n, totals.included) };
}

const placeOf = ({ at, key, part }: EvidenceRecord): readonly string[] => [at.toISOString(), key, part];

async function recordsOf(db: Db, rule: Rule, asked: Asked): Promise<readonly EvidenceRecord[]> {
  const sources = await readSources(db, asked.to);
  for (const id of asked.teamIds) if (!sources.has(id)) throw noTeam(id);
  const found: EvidenceRecord[] = [];
  for (const topic of topics) {
    const teamIds = withSource(asked.teamIds, topic, sources);
    if (teamIds.length === 0) continue;
    await topic.read(db, { ...asked, teamIds }, new Set([rule.id]), ({ part, row: { key, at, title, url }, judgement }) => {
      if (isWithin(rule, at, asked.to))
        found.push({ part, key, at, title, url, met: judgement.met, why: reasonOf(judgement), value: judgement.value ?? null });
    });
  }
  return found;
}
