/** What evidence says about a statement. */

/** `no_source` = nothing configured could ever tell; `unclear` = it could, but what there is proves neither. */
export type Verdict = 'supports' | 'contradicts' | 'unclear' | 'no_source';

/** What a rule found for one team. */
export type Evidence = {
  readonly rule: string;
  readonly verdict: Verdict;
  /** The share or quantity found; null = nothing to look at. */
  readonly value: number | null;
  /** What it is held against, in the unit of `value`. */
  readonly threshold: number | null;
  /** Numerator and denominator of a share; null for other quantities. */
  readonly share: { readonly met: number; readonly of: number } | null;
  /** How many records were looked at. */
  readonly n: number;
};
