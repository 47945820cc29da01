/** The contract of a source: how a provider is asked (I/O) and how its payloads become records (pure). */

import type { AnyRecord } from '../domain/records.ts';

/** One provider object as received, before parsing. `payload` is what a replay will normalise again. */
export type RawItem = {
  readonly repositoryId: string;
  /** The payload's shape, e.g. `pull_request`, `deployment`, `commit`; `normalize` switches on it. */
  readonly kind: string;
  readonly externalId: string;
  readonly payload: unknown;
};

/** Days of one object that are now known (or known to have failed); UTC dates, `until` inclusive. */
export type CoveredDays = {
  readonly repositoryId: string;
  readonly object: string;
  readonly from: Date;
  readonly until: Date;
  readonly state: 'fetched' | 'failed';
  /** UTC dates (YYYY-MM-DD) inside the range that had at least one item; the others become `empty`. */
  readonly daysWithItems: readonly string[];
};

/** What a conditional request needs next time. `nextUrl` because a 304 may carry no `Link`. */
export type Validator = {
  readonly url: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly nextUrl: string | null;
};

/** Everything one provider answer changes; the doorway commits it in one transaction. */
export type Page = {
  readonly repositoryId: string;
  readonly object: string;
  readonly items: readonly RawItem[];
  readonly coverage?: readonly CoveredDays[];
  /** The new cursor of (repository, object); absent = unchanged. JSON. */
  readonly cursor?: unknown;
  readonly validators?: readonly Validator[];
};

/** What collection lends to a running source; the only way a source reaches state or time. */
export type CollectContext = {
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** Stored cursor of (repository, object), or null. The source parses it. */
  readonly cursor: (repositoryId: string, object: string) => Promise<unknown>;
  readonly validator: (url: string) => Promise<Validator | null>;
  /** Of these commits, the ones already stored. */
  readonly knownCommits: (repositoryId: string, shas: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Parents named by stored commits that are neither stored nor a boundary. */
  readonly missingParents: (repositoryId: string) => Promise<readonly string[]>;
  /** Commits named by deployment events, releases or tags that are not stored. */
  readonly missingDeployedCommits: (repositoryId: string) => Promise<readonly string[]>;
  /** External ids of stored deployment events of this origin created at or after the instant (to read late statuses again). */
  readonly deploymentEventsSince: (repositoryId: string, origin: string, since: Date) => Promise<readonly string[]>;
  /** External ids of stored incident events of the repository that are not resolved and opened before the instant. */
  readonly openIncidents: (repositoryId: string, before: Date) => Promise<readonly string[]>;
  /**
   * Merged pull requests with a head commit whose checks are not stored, merged at or after `since`; with those that had not ended when
   * they were read and were merged at or after `pendingSince`. Newest first.
   */
  readonly uncheckedPulls: (
    repositoryId: string,
    since: Date,
    pendingSince: Date,
  ) => Promise<readonly { readonly number: number; readonly headSha: string; readonly mergedAt: Date }[]>;
  /** External ids of stored incident events of the repository. */
  readonly knownIncidents: (repositoryId: string) => Promise<ReadonlySet<string>>;
  /** For a progress display: `done` of `total` (null = not known). */
  readonly progress: (step: {
    readonly repository: string;
    readonly object: string;
    readonly done: number;
    readonly total: number | null;
  }) => void;
  /** The source is waiting, and why ("rate limit of github.com, until 14:05 UTC"); null = going on. */
  readonly waiting: (reason: string | null, until: Date | null) => void;
};

/** A failure of a source that a person can act on. Message and advice are safe to show (no secrets). */
export class SourceError extends Error {
  readonly advice: string;
  /** Try again later by itself (true), or wait for a person (false: bad token, missing repository). */
  readonly retryable: boolean;

  constructor(message: string, advice: string, retryable: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SourceError';
    this.advice = advice;
    this.retryable = retryable;
  }
}

/** What an examination found: in order, worth a look, or broken. Safe to show (no secrets). */
export type Finding = {
  readonly state: 'ok' | 'look' | 'fault';
  /** What was looked at, in a few words: "token", "repository acme/shop". */
  readonly about: string;
  readonly what: string;
  /** What to do; null = nothing. */
  readonly advice: string | null;
};

/**
 * Looks whether the provider can be reached and what the source's rights and limits there are, reading little and storing nothing.
 * Says what is wrong instead of throwing.
 */
export type Examine = (world: { readonly now: () => Date; readonly signal: AbortSignal }) => Promise<readonly Finding[]>;

/**
 * A configured source, ready to run. `collect` yields pages in an order in which every prefix is consistent:
 * stopping after any page and starting again loses nothing and doubles nothing.
 */
export type Source = {
  readonly sourceId: string;
  readonly kind: string;
  readonly collect: (context: CollectContext) => AsyncIterable<Page>;
  readonly examine?: Examine;
};

/**
 * Pure: one raw item to records. Throws (a ZodError or an Error) when the payload does not parse; the doorway then keeps the
 * raw row with the reason and counts it as rejected. Must depend on the item alone, so that a replay gives the same records.
 */
export type Normalize = (item: RawItem) => readonly AnyRecord[];

/** A delivery of a webhook as it came in. Signatures are over the raw bytes; header names are in lower case. */
export type Push = { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: Uint8Array };

/** What a delivery says, once its signature holds. */
export type PushedNews = {
  /** The provider's id of this delivery: repeated ones are the same news. */
  readonly deliveryId: string;
  readonly event: string;
  readonly items: readonly RawItem[];
  /** It tells of something the items do not hold: the source should be read soon. */
  readonly collect: boolean;
  /** Why nothing is taken from it; null = something is. */
  readonly ignored: string | null;
};

/**
 * Checks a delivery's signature and age, then reads it. Throws AppError `unauthorized` (no secret configured, no or a wrong signature,
 * too old) or `invalid` (not what the provider sends).
 */
export type Receive = (push: Push, now: Date) => Promise<PushedNews>;

/** How often a source is read, and the doorway's view of it. */
export type SourceKind = { readonly kind: string; readonly normalize: Normalize };
