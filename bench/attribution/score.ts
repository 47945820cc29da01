/** Counting: how often a rule answered, how often it was right, and how much of what it should find it found. */

import { type Blamed, causedHere, isTrue, type Judged } from './judge.ts';

export type Score = {
  readonly n: number;
  readonly right: number;
  /** Right among all answers. */
  readonly precision: number;
  /** Of the incidents that a deployment of the same service caused. */
  readonly recall: number;
  /** The same two among incidents that a deployment of any service caused. */
  readonly precisionOfCaused: number;
  readonly recallOfCaused: number;
  /** Of all incidents: the right deployment, or rightly none. */
  readonly answeredRight: number;
  /** Blamed deployments ÷ deployments, as a change fail rate would count them. */
  readonly failRate: number;
};

/** Scores one answer for every incident; null = none. */
export function score(judged: readonly Judged[], answer: (j: Judged) => Blamed, deployments: number): Score {
  let n = 0;
  let right = 0;
  let rightlyNone = 0;
  let here = 0;
  let caused = 0;
  let answeredOfCaused = 0;
  const blamed = new Set<unknown>();
  for (const j of judged) {
    const own = causedHere(j.incident);
    if (own) here += 1;
    if (j.incident.culprit !== null) caused += 1;
    const found = answer(j);
    if (found === null) {
      if (!own) rightlyNone += 1;
      continue;
    }
    n += 1;
    blamed.add(found.rollout);
    if (j.incident.culprit !== null) answeredOfCaused += 1;
    if (isTrue(j.incident, found)) right += 1;
  }
  return {
    n,
    right,
    precision: right / n,
    recall: right / here,
    precisionOfCaused: right / answeredOfCaused,
    recallOfCaused: right / caused,
    answeredRight: (right + rightlyNone) / judged.length,
    failRate: blamed.size / deployments,
  };
}

/** Mean, least and greatest over the seeds. */
export type Spread = { readonly mean: number; readonly low: number; readonly high: number };

export function spread(values: readonly number[]): Spread {
  return { mean: values.reduce((sum, v) => sum + v, 0) / values.length, low: Math.min(...values), high: Math.max(...values) };
}
const per = (v: number): string => (Number.isNaN(v) ? '–' : (v * 100).toFixed(0));
export const percentages = ({ mean, low, high }: Spread): string =>
  Number.isNaN(mean) ? '–' : `${per(mean)} % (${per(low)}–${per(high)})`;
export const counts = ({ mean, low, high }: Spread): string => (low === high ? `${low}` : `${mean.toFixed(0)} (${low}–${high})`);

/** A Markdown table, its columns padded so that it can be read as it is. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => r[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((c, i) => c.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}
