/** What scoring says: of statements, of dimensions, of a team. Everything here may be shown; what may not is null, with the reason. */

import type { Evidence } from '../evidence/verdict.ts';
import type { EvidenceClass, Level, Scale, ScoredLevel } from '../model.ts';
import type { Agreement } from '../suppression/agreement.ts';
import type { Reason } from '../suppression/publication.ts';

/** What may be told of what a group of people answered to one statement. */
export type Told = {
  /** Who could have been asked: people with a link in a role that is asked it. */
  readonly invited: number;
  /** Who was asked and responded; null = may not be told. */
  readonly asked: number | null;
  /** Who gave one of its choices; where the mean is told, the people it is of. Null = may not be told. */
  readonly values: number | null;
  readonly dontKnow: number | null;
  readonly notApplicable: number | null;
  readonly blank: number | null;
  /** Of the choices as credits, 0 to 1; null = nobody gave one, or it may not be told. */
  readonly mean: number | null;
  /** Null = too few, or it may not be told. */
  readonly agreement: Agreement | null;
  /** People by choice, the lowest first; null = it would tell what single people chose. */
  readonly counts: readonly number[] | null;
  /** Why the mean is not told; null = it is, or nobody was asked. */
  readonly hidden: Reason | null;
};

/**
 * `exempt` = a team does not hold it against itself for now; `not_applicable` = half of those asked or more said so. Neither counts as
 * known or unknown. `unknown` = nothing tells.
 */
export type StatementState = 'known' | 'unknown' | 'not_applicable' | 'exempt';

/** Answers beside evidence: what measured records say may be less, more or as much as people say; or one of the two is missing. */
export type Meeting = 'agree' | 'answers_higher' | 'answers_lower' | 'no_evidence' | 'no_answers' | 'nothing';

export type StatementResult = {
  readonly id: string;
  readonly level: ScoredLevel | null;
  readonly scale: Scale;
  /** Null = nobody was asked it: evidence alone. */
  readonly told: Told | null;
  /** Credit by answers, 0 to 1; null = too few gave a value, half or more found it not applicable, or it may not be told. */
  readonly answers: number | null;
  readonly evidence: (Evidence & { readonly class: EvidenceClass }) | null;
  /** Credit by evidence, 0 to 1; null = it proves neither, or there is none. */
  readonly measured: number | null;
  /** What counts; null = the state is not `known`. */
  readonly credit: number | null;
  readonly state: StatementState;
  readonly meets: Meeting;
  /** answers − measured, −1 to 1; null = one of them is missing. */
  readonly gap: number | null;
  /** The gap is .5 or more, either way. */
  readonly perceptionGap: boolean;
  /** 40 % or more of those asked could not judge. */
  readonly visibilityGap: boolean;
};

/** One level of a dimension: the mean and the least of known credits, and the share that is known; null = nothing to count. */
export type Gate = {
  readonly level: ScoredLevel;
  readonly mean: number | null;
  readonly least: number | null;
  readonly known: number | null;
  /** Null = too little is known to say. A level of which nothing applies is passed. */
  readonly passed: boolean | null;
};

export type Provisional = 'response' | 'contested' | 'unknown';

export type Confidence = 'high' | 'medium' | 'low';

export type DimensionResult = {
  readonly id: string;
  /** Null = too little is known of level 2, or nothing applies; always null in models scored by means. */
  readonly level: Level | null;
  /** True = the next level is not refused but not known: at least this level. */
  readonly atLeast: boolean;
  /** L + min(.99, mean of the next level), null where that is unknown; in models scored by means the mean of credits times 10. For trend lines only. */
  readonly decimal: number | null;
  readonly gates: readonly Gate[];
  /** P(level ≥ k) for k = 2 … 5, up to the first level of which too little is known; null = not worked out here, or none is known. */
  readonly chances: readonly { readonly level: ScoredLevel; readonly chance: number }[] | null;
  /** The level and its neighbours with a chance of 20 % or more; null = not worked out, or no level. */
  readonly range: { readonly low: Level; readonly high: Level } | null;
  /** By the share of gating statements that direct or near evidence settles; null = there are none. */
  readonly confidence: Confidence | null;
  /** Empty = final. */
  readonly provisional: readonly Provisional[];
  /** Ids of statements of the levels in force that people see differently. */
  readonly contested: readonly string[];
  /** Unmet or unknown statements of the next level, the least met first, unknown ones last: what to do next. Of models scored by means, of all. */
  readonly next: readonly string[];
  /** Levels reached without what they rest on in other dimensions. */
  readonly warnings: readonly { readonly level: ScoredLevel; readonly dimension: string; readonly atLeast: ScoredLevel }[];
  readonly statements: readonly StatementResult[];
};

/** Against the last campaign: an arrow only where the difference is more than chance and more than a trifle (domain §5.6). */
export type Change = {
  readonly level: Level | null;
  readonly decimal: number | null;
  readonly direction: 'up' | 'down' | 'none' | 'not_compared';
};
