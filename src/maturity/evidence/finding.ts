/** What was found for a rule, and what it says. Pure. */

import { confidence80, type Interval } from '../../statistics/interval.ts';
import { quantileBounds } from '../../statistics/median-interval.ts';
import { quantile } from '../../statistics/quantile.ts';
import { wilson } from '../../statistics/wilson.ts';
import type { Part, Rule } from './rule.ts';
import type { Evidence, Verdict } from './verdict.ts';

/**
 * What was found for a part. Of a share `met` are as they should be (for a limit: those beyond it are the others), `unknown` could be
 * either and are not in `of`. Values ascend. A number is a count or a rate, over `of` records. Null = nothing is known.
 */
export type PartFinding =
  | { readonly met: number; readonly of: number; readonly unknown: number }
  | { readonly values: readonly number[] }
  | { readonly number: number; readonly of: number }
  | null;

/** By id of part; null = nothing is configured that could tell. */
export type Finding = ReadonlyMap<string, PartFinding> | null;

/** A part with what it says. `bounds` is the 80 % interval it was read by; an end that is null is not bounded. */
export type PartEvidence = Pick<Evidence, 'value' | 'threshold' | 'share' | 'n'> & {
  readonly part: string;
  readonly verdict: Exclude<Verdict, 'no_source'>;
  readonly bounds: { readonly low: number | null; readonly high: number | null } | null;
  /** Records of which it is not known whether they are as they should be. */
  readonly unknown: number;
};

/** That of the part which decides, with all of them. */
export type RuleEvidence = Evidence & { readonly parts: readonly PartEvidence[] };

type Bounds = { readonly low: number | null; readonly high: number | null };
type Reading = Omit<PartEvidence, 'part' | 'threshold'>;

const nothing = (n: number): Reading => ({ verdict: 'unclear', value: null, share: null, n, bounds: null, unknown: 0 });

/** What is wanted is at least `threshold`: certain once the whole interval lies on one side. */
function atLeast({ low, high }: Bounds, threshold: number): Reading['verdict'] {
  if (low !== null && low >= threshold) return 'supports';
  return high !== null && high < threshold ? 'contradicts' : 'unclear';
}

const mirrored = ({ low, high }: Bounds): Bounds => ({ low: high === null ? null : -high, high: low === null ? null : -low });

/** Numbers that are right up to the last digits of a division stay on the side they belong to. */
const tolerance = 1e-12;

/** Those not known count against it for the lower end, and for it for the upper one. */
function shareBounds(kind: Part['kind'], met: number, of: number, unknown: number): Bounds {
  const all = of + unknown;
  const ends = (k: number): Interval | { low: number; high: number } =>
    kind === 'inventory' ? { low: k / all, high: k / all } : (wilson(k, all, confidence80) ?? { low: 0, high: 1 });
  return { low: ends(met).low + tolerance, high: ends(met + unknown).high + tolerance };
}

type SharePart = Exclude<Part, { kind: 'quantity' }>;

/** As a share of what is as it should be: at most 15 % is at least 85 % of the others. */
export const barOf = (part: SharePart): number => (part.kind === 'limit' ? 1 - part.threshold : part.threshold);

function readShare(part: SharePart, { met, of, unknown }: { met: number; of: number; unknown: number }): Reading {
  if (of === 0) return { ...nothing(0), unknown };
  const bounds = shareBounds(part.kind, met, of, unknown);
  const verdict = of + unknown < part.minimum ? 'unclear' : atLeast(bounds, barOf(part));
  return { verdict, value: met / of, share: { met, of }, n: of, bounds, unknown };
}

type QuantityPart = Extract<Part, { kind: 'quantity' }>;

function readNumber(part: QuantityPart, value: number, n: number, bounds: Bounds): Reading {
  const known = { value, share: null, n, bounds, unknown: 0 };
  if (part.threshold === null || n < part.minimum) return { ...known, verdict: 'unclear' };
  const wanted = part.better === 'higher' ? atLeast(bounds, part.threshold) : atMost(bounds, part.threshold);
  return { ...known, verdict: wanted };
}

/** Just at the limit is still within it: the mirror of "at least". */
const atMost = (bounds: Bounds, threshold: number): Reading['verdict'] => atLeast(mirrored(bounds), -threshold);

function readValues(part: QuantityPart, values: readonly number[]): Reading {
  const p = part.statistic === 'p75' ? 0.75 : 0.5;
  const value = quantile(values, p);
  return value === null ? nothing(0) : readNumber(part, value, values.length, quantileBounds(values, p, confidence80));
}

function readPart(part: Part, finding: PartFinding | undefined): PartEvidence {
  const threshold = part.kind === 'quantity' ? part.threshold : barOf(part);
  return { part: part.id, threshold, ...readFinding(part, finding ?? null) };
}

function readFinding(part: Part, finding: PartFinding): Reading {
  if (finding === null) return nothing(0);
  if ('met' in finding) return part.kind === 'quantity' ? nothing(0) : readShare(part, finding);
  if (part.kind !== 'quantity') return nothing(0);
  if ('values' in finding) return readValues(part, finding.values);
  return readNumber(part, finding.number, finding.of, { low: finding.number, high: finding.number });
}

const order = { contradicts: 0, unclear: 1, supports: 2 } as const;

/**
 * What a finding says. Of a rule with several parts all must hold; one that clearly does not contradicts; else it is unclear. Value,
 * threshold, share and n are those of the part that decides: the first of the worst, one with records before others. Shares of a limit are those within it.
 */
export function verdictOf(rule: Rule, finding: Finding): RuleEvidence {
  if (finding === null) return { rule: rule.id, verdict: 'no_source', value: null, threshold: null, share: null, n: 0, parts: [] };
  const parts = rule.parts.map((part) => readPart(part, finding.get(part.id)));
  const [deciding = null] = parts.toSorted((a, b) => order[a.verdict] - order[b.verdict] || Number(b.n > 0) - Number(a.n > 0));
  if (deciding === null) throw new Error(`Rule ${rule.id} has no part.`);
  const { verdict, value, threshold, share, n } = deciding;
  return { rule: rule.id, verdict, value, threshold, share, n, parts };
}
