/** What every question about numbers takes. */

export const bucketSizes = ['day', 'week', 'month', 'quarter'] as const;
export type BucketSize = (typeof bucketSizes)[number];

export const clocks = ['authored', 'committed', 'first_commit_of_pull_request', 'merged'] as const;
export type Clock = (typeof clocks)[number];

/** Half-open `[from, to)`; both are local midnights of `zone` when they were given as dates. */
export type Window = { readonly from: Date; readonly to: Date };

export type Scope = {
  readonly window: Window;
  /** IANA name. */
  readonly zone: string;
  readonly bucket: BucketSize;
  /** One service, one team, or the whole organisation (both null). */
  readonly serviceId: string | null;
  readonly teamId: string | null;
  readonly clock: Clock;
  readonly bots: 'included' | 'excluded';
  readonly comparePrevious: boolean;
  /** Injected: nothing at or after it is counted. */
  readonly now: Date;
};
