/** What a maturity model is: dimensions with levels, each level with statements. Models are data; see `models/`. */

/**
 * How a statement is answered: how much of it is true (`coverage`, one of five), how far one agrees (`perception`, one of five), or by
 * one of its own `options`, as a question about how often or how long has them.
 */
export type Scale = 'coverage' | 'perception' | 'options';

/** `credit` 0 to 1. */
export type Option = { readonly text: string; readonly credit: number };

/** Who is asked: people who build a product, people who build or run what others build on, people who lead a team. */
export const roles = ['developer', 'platform', 'lead'] as const;
export type Role = (typeof roles)[number];

/** A = measures the statement itself, B = something near it, C = a hint that is shown and never scored. */
export type EvidenceClass = 'A' | 'B' | 'C';

/** Level 1 is the floor: it has no statements. */
export const scoredLevels = [2, 3, 4, 5] as const;
export type ScoredLevel = (typeof scoredLevels)[number];
export type Level = 1 | ScoredLevel;

export type Statement = {
  /** Permanent: another text is another id. */
  readonly id: string;
  /** Null = asked and shown, outside every level. */
  readonly level: ScoredLevel | null;
  readonly text: string;
  readonly scale: Scale;
  /** The answers there are, lowest first, at most six; empty for the other scales. */
  readonly options: readonly Option[];
  readonly roles: readonly Role[];
  readonly why: string;
  /** What to do next where it is not met. */
  readonly next: string;
  /** Null = only people can tell. */
  readonly evidence: { readonly rule: string; readonly class: EvidenceClass } | null;
};

/** Reaching `level` without the other dimension at `atLeast` deserves a warning, never a cap. */
export type Need = { readonly level: ScoredLevel; readonly dimension: string; readonly atLeast: ScoredLevel };

export type Dimension = {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  /** What level 1 looks like. */
  readonly improvised: string;
  readonly needs: readonly Need[];
  readonly statements: readonly Statement[];
};

export type Model = {
  readonly id: string;
  readonly version: string;
  readonly name: string;
  readonly licence: string;
  /** `levels` = gated levels, `mean` = a mean of answers, for short checks. */
  readonly scored: 'levels' | 'mean';
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly dimensions: readonly Dimension[];
};
