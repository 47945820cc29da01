/** Rules answered for groups of teams at once. */

import type { Db } from '../../database/open.ts';
import { type Finding, type RuleEvidence, verdictOf } from './finding.ts';
import { gatherer, isWithin } from './gather.ts';
import { metricFindings, metricOf } from './metrics.ts';
import { sourcesByTeam } from './owned.ts';
import type { Rule, SourceKind } from './rule.ts';
import { type Asked, DAY, type Topic } from './topic.ts';
import { topics } from './topics.ts';

export type EvidenceQuestion = {
  /** Nothing at or after it is looked at; every rule looks back from it as many days as it says. */
  readonly now: Date;
  /** IANA name: working hours are those of this zone. */
  readonly zone: string;
  /** Only these rules; absent = all. */
  readonly rules?: readonly string[];
};

/** By rule. */
export type TeamEvidence = ReadonlyMap<string, RuleEvidence>;

/** By team. */
export type Sources = ReadonlyMap<string, ReadonlySet<SourceKind>>;

/** A source counts for a team that owned something read from it within so many days, whatever a rule looks back. */
const sourceDays = 90;
export const readSources = async (db: Db, now: Date): Promise<Sources> =>
  await sourcesByTeam(db, new Date(now.getTime() - sourceDays * DAY), now);

/** What the rules say of some teams, every topic read once. */
export async function ofTeams(db: Db, rules: readonly Rule[], question: EvidenceQuestion, sources: Sources, teamIds: readonly string[]) {
  const gathered = gatherer();
  for (const topic of topics) {
    const own = rules.filter(({ id }) => topic.tells.some(({ rule }) => rule === id));
    if (own.length === 0) continue;
    const byId = new Map(own.map((rule) => [rule.id, rule]));
    const asked = askedOf(own, question, withSource(teamIds, topic, sources));
    await topic.read(db, asked, new Set(byId.keys()), (judged) => {
      const rule = byId.get(judged.rule);
      if (rule !== undefined && isWithin(rule, judged.row.at, asked.to)) gathered.take(judged);
    });
  }
  const metrics = await metricsOf(db, rules, askedOf(rules, question, teamIds));
  return teamIds.map((teamId): [string, TeamEvidence] => {
    const told = toldOf(sources.get(teamId) ?? new Set());
    const evidence = rules.map((rule): [string, RuleEvidence] => {
      const parts = told.get(rule.id);
      const found = parts === undefined ? (metrics.get(rule.id)?.get(teamId) ?? null) : gathered.finding(teamId, rule, parts);
      return [rule.id, verdictOf(rule, found)];
    });
    return [teamId, new Map(evidence)];
  });
}

/** By rule and team. */
async function metricsOf(db: Db, rules: readonly Rule[], asked: Asked): Promise<ReadonlyMap<string, ReadonlyMap<string, Finding>>> {
  const found = new Map<string, ReadonlyMap<string, Finding>>();
  for (const rule of rules) {
    const metric = metricOf(rule);
    if (metric !== null) found.set(rule.id, await metricFindings(db, rule, metric, asked));
  }
  return found;
}

/** As far back as any of the rules looks. */
export const askedOf = (rules: readonly Rule[], { now, zone }: EvidenceQuestion, teamIds: readonly string[]): Asked => ({
  teamIds,
  from: new Date(now.getTime() - Math.max(...rules.map(({ days }) => days)) * DAY),
  to: now,
  zone,
});

const heard = ({ tells }: Topic, sources: ReadonlySet<SourceKind>) => tells.filter(({ from }) => from.some((kind) => sources.has(kind)));

/** Those of the teams that a topic can tell something of. */
export const withSource = (teamIds: readonly string[], topic: Topic, sources: Sources): readonly string[] =>
  teamIds.filter((id) => heard(topic, sources.get(id) ?? new Set()).length > 0);

/** Parts of rules that something configured can tell, by rule. */
function toldOf(sources: ReadonlySet<SourceKind>): ReadonlyMap<string, ReadonlySet<string>> {
  const told = new Map<string, Set<string>>();
  for (const topic of topics) for (const { rule, part } of heard(topic, sources)) told.set(rule, (told.get(rule) ?? new Set()).add(part));
  return told;
}
