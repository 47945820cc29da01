/**
 * Product-limit estimate (Kaplan and Meier 1958): quantiles of a duration when some have only been seen to last so long (censored).
 */

export type Seen = { readonly duration: number; readonly ended: boolean };

/**
 * For each `p` (0 to 1) the smallest duration by which at least that share has ended, or null when it was never reached: too many are
 * still waiting. A duration that ended counts before one censored at the same instant.
 */
export function productLimit(seen: readonly Seen[], shares: readonly number[]): readonly (number | null)[] {
  const ordered = seen.toSorted((a, b) => a.duration - b.duration || Number(b.ended) - Number(a.ended));
  const found: (number | null)[] = shares.map(() => null);
  let surviving = 1;
  let atRisk = ordered.length;
  for (let at = 0; at < ordered.length; ) {
    const duration = ordered[at]?.duration ?? 0;
    let ended = 0;
    let leaving = 0;
    for (; ordered[at]?.duration === duration; at += 1) {
      leaving += 1;
      if (ordered[at]?.ended) ended += 1;
    }
    surviving *= 1 - ended / atRisk;
    atRisk -= leaving;
    shares.forEach((p, index) => {
      // Products of fractions miss round shares by a rounding error.
      if (found[index] === null && ended > 0 && surviving <= 1 - p + 1e-12) found[index] = duration;
    });
  }
  return found;
}
