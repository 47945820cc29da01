/** Lists of facts for people, as they are answered: deployments, changes, incidents. */

import type { Window } from '../domain/scope.ts';

export type Page<T> = {
  readonly items: readonly T[];
  readonly next: string | null;
  /** How many rows the filter finds; told with the first page only, null on later ones. */
  readonly total: number | null;
};
/** A team by its id, and what it is called. */
export type TeamName = { readonly id: string; readonly name: string };
export type Paging = { readonly limit: number; readonly after?: string | undefined };
export type Whose = { readonly serviceId: string | null; readonly teamId: string | null };
export type ListedDeployment = {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** The owner when it finished, or when it started while unfinished. */
  readonly team: TeamName | null;
  readonly repositoryId: string;
  readonly tier: string;
  readonly places: readonly string[];
  readonly version: string | null;
  readonly sha: string | null;
  readonly outcome: string;
  readonly kind: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly inferred: boolean;
  readonly commitKnown: boolean;
  readonly changes: number;
  readonly failed: boolean;
  readonly unplanned: string | null;
  readonly recovery: string | null;
  readonly restoredAt: Date | null;
  readonly title: string | null;
  readonly url: string | null;
  readonly fetchedAt: Date;
};

export type ListedChange = {
  readonly serviceId: string;
  readonly serviceName: string;
  /** The owner when it was deployed; now, while it waits. */
  readonly team: TeamName | null;
  readonly repositoryId: string;
  readonly sha: string;
  readonly title: string;
  readonly url: string | null;
  readonly authoredAt: Date;
  readonly committedAt: Date;
  readonly mergedAt: Date | null;
  readonly pullNumber: number | null;
  readonly pullTitle: string | null;
  readonly pullUrl: string | null;
  readonly bot: boolean;
  readonly originalsUnknown: boolean;
  /** Null while it waits. */
  readonly deploymentId: string | null;
  readonly deployedAt: Date | null;
  /** Seconds from `authoredAt` to `deployedAt`; null while it waits, and where `leadTimeReason` says why it counts for nothing. */
  readonly leadTime: number | null;
  readonly leadTimeReason: 'baseline' | 'clock skew' | null;
  /** Seconds since it was merged, or committed where no pull request is known; null once it is deployed. */
  readonly waiting: number | null;
  readonly fetchedAt: Date;
};

export type ListedIncident = {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** The owner of the service when it opened. */
  readonly team: TeamName | null;
  readonly title: string;
  readonly urgency: string | null;
  readonly openedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly resolvedAt: Date | null;
  /** Seconds from opening to resolution; null while open. */
  readonly duration: number | null;
  readonly url: string | null;
  readonly deploymentId: string | null;
  readonly rung: number | null;
  readonly confidence: number | null;
  readonly state: 'counted' | 'proposed' | 'not_change_related';
  readonly reason: string;
  readonly fetchedAt: Date;
  readonly priority: string | null;
  /** How many people were asked, never who; null = not known. */
  readonly responders: number | null;
  /** The ledger entry that decided; null = rules alone. */
  readonly entryId: string | null;
};

/** `q` is looked for in titles and versions, as the begin of a commit id, and as a whole id. */
type Searched = Whose & { readonly window: Window | null; readonly q?: string | undefined; readonly order: 'asc' | 'desc' };

export const deploymentSorts = ['finished', 'changes'] as const;
export type DeploymentFilter = Searched & {
  readonly outcome?: string | undefined;
  readonly kind?: string | undefined;
  readonly tier?: string | undefined;
  readonly failed?: boolean | undefined;
  readonly unplanned?: boolean | undefined;
  /** `finished`: or started, while unfinished. */
  readonly sort: (typeof deploymentSorts)[number];
};

export const undeployedSorts = ['waiting', 'authored'] as const;
/** The window has no meaning for what waits now. */
export type UndeployedFilter = Omit<Searched, 'window'> & { readonly sort: (typeof undeployedSorts)[number] };

export const deliveredSorts = ['deployed', 'lead_time', 'authored'] as const;
export type DeliveredFilter = Searched & { readonly sort: (typeof deliveredSorts)[number] };

export const incidentSorts = ['opened', 'duration'] as const;
export type IncidentFilter = Searched & {
  readonly state?: string | undefined;
  readonly open?: boolean | undefined;
  readonly urgency?: string | undefined;
  /** A person decided where it belongs. */
  readonly decided?: boolean | undefined;
  /** `duration`: open ones last. */
  readonly sort: (typeof incidentSorts)[number];
};
