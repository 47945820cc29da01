/** Judgements added up to findings, by team and rule. */

import type { Finding, PartFinding } from './finding.ts';
import type { Part, Rule } from './rule.ts';
import { DAY, type Judged } from './topic.ts';

type Sums = { met: number; others: number; unknown: number; readonly values: number[] };

const noSums = (): Sums => ({ met: 0, others: 0, unknown: 0, values: [] });

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Takes judgements one by one and keeps only sums of them. */
export function gatherer(): {
  readonly take: (judged: Judged) => void;
  /** Of what was taken; parts not in `told` stay unknown. */
  readonly finding: (teamId: string, rule: Rule, told: ReadonlySet<string>) => Finding;
} {
  // Asked for with every judgement: by rule, part and team without making a key of them.
  const sums = new Map<string, Map<string, Map<string, Sums>>>();
  return {
    take({ rule, part, row, judgement: { met, value } }) {
      const ofRule = entry(sums, rule, () => new Map<string, Map<string, Sums>>());
      const own = entry(
        entry(ofRule, part, () => new Map<string, Sums>()),
        row.teamId,
        noSums,
      );
      if (value !== undefined) own.values.push(value);
      else if (met === null) own.unknown += 1;
      else if (met) own.met += 1;
      else own.others += 1;
    },
    finding: (teamId, rule, told) =>
      new Map(
        rule.parts.map((part): [string, PartFinding] => {
          const own = sums.get(rule.id)?.get(part.id)?.get(teamId) ?? noSums();
          return [part.id, told.has(part.id) ? partFinding(part, own, rule.days) : null];
        }),
      ),
  };
}

function partFinding(part: Part, { met, others, unknown, values }: Sums, days: number): PartFinding {
  const of = met + others;
  if (part.kind !== 'quantity') return { met, of, unknown };
  // What is not known could be the ones that are missing.
  if (part.statistic === 'count') return unknown > 0 && met < (part.threshold ?? 0) ? null : { number: met, of };
  if (part.statistic === 'rate') return { number: met / (part.unit === 'per_week' ? days / 7 : days), of };
  return { values: values.sort((a, b) => a - b) };
}

/** Whether a rule looks back to the instant a record belongs to. */
export const isWithin = (rule: Rule, at: Date, to: Date): boolean => at.getTime() >= to.getTime() - rule.days * DAY;
