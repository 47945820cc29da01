/**
 * How far people agree who answer the same on a scale of A equal steps (James, Demaree and Wolf 1984; Lindell, Brandt and Whitney 1999;
 * Burke, Finkelstein and Dusig 1999; Cronbach 1951). Scores are places on the scale, from 1 to A. Null = too few scores, or no scale.
 */

type Scores = readonly number[];

const meanOf = (values: Scores): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What it would be if people chose at random: that of a uniform distribution on A steps, (A² − 1) / 12. */
export const nullVariance = (steps: number): number => (steps * steps - 1) / 12;

/** With n − 1; by sums, so that whole scores give it without a rounding error before the last division. */
function varianceOfSums(n: number, sum: number, squares: number): number | null {
  return n < 2 ? null : (n * squares - sum * sum) / (n * (n - 1));
}

export function variance(scores: Scores): number | null {
  return varianceOfSums(
    scores.length,
    scores.reduce((sum, score) => sum + score, 0),
    scores.reduce((sum, score) => sum + score * score, 0),
  );
}

function meanVariance(items: readonly Scores[]): number | null {
  const found = items.map(variance);
  return found.length === 0 || found.includes(null) ? null : meanOf(found.map((one) => one ?? 0));
}

const ofVariance = (found: number | null, steps: number): number | null =>
  found === null || steps < 2 ? null : 1 - found / nullVariance(steps);

/** r_wg of one item: 1 as all agree, 0 as they differ at least as much as chance would. */
export function withinGroup(scores: Scores, steps: number): number | null {
  const found = ofVariance(variance(scores), steps);
  return found === null ? null : Math.max(0, found);
}

/** Lindell's r*: the same over any number of items, neither cut at 0 nor growing with their number. */
export const agreement = (items: readonly Scores[], steps: number): number | null => ofVariance(meanVariance(items), steps);

/** r* of one item, of people counted by choice, the lowest first. */
export function agreementOfCounts(counts: readonly number[]): number | null {
  let [n, sum, squares] = [0, 0, 0];
  for (const [index, count] of counts.entries()) {
    n += count;
    sum += count * (index + 1);
    squares += count * (index + 1) ** 2;
  }
  return ofVariance(varianceOfSums(n, sum, squares), counts.length);
}

/** r_wg(J) of J parallel items. It grows with J, and says nothing of sense where people differ as much as by chance. */
export function withinGroupOfItems(items: readonly Scores[], steps: number): number | null {
  const single = agreement(items, steps);
  return single === null ? null : (items.length * single) / (items.length * single + 1 - single);
}

/** AD_M: how far scores are from their mean, on average. */
export function averageDeviation(scores: Scores): number | null {
  const mean = meanOf(scores);
  return scores.length === 0 ? null : meanOf(scores.map((score) => Math.abs(score - mean)));
}

/** Cronbach's α of respondents' rows, an item a column: J / (J − 1) · (1 − Σ s²_item / s²_sum). It needs many people; of five it means nothing. */
export function reliability(rows: readonly Scores[]): number | null {
  const items = rows[0]?.length ?? 0;
  const ofItems = meanVariance(Array.from({ length: items }, (_, item) => rows.map((row) => row[item] ?? Number.NaN)));
  const ofSums = variance(rows.map((row) => row.reduce((sum, score) => sum + score, 0)));
  if (items < 2 || ofItems === null || ofSums === null || ofSums === 0) return null;
  return (items / (items - 1)) * (1 - (items * ofItems) / ofSums);
}
