/** The answer of a trial: what proposed rules would make of the history that was collected. Instants as Dates; nothing is stored. */

import type { DeploymentOrigin, IncidentOrigin } from '../domain/records.ts';
import type { Scope } from '../domain/scope.ts';
import type { FailureEvidence } from '../domain/service.ts';
import type { Metric, MetricId, ScopeAnswer } from '../metrics/result.ts';

/** What became of a record that may be a deployment: it counts, or the first reason why not. */
export type DeploymentVerdict =
  | 'counts'
  | 'rollback'
  | 'redeploy'
  | 'failed_rollout'
  | 'removed'
  | 'pre_release'
  | 'no_rule'
  | 'rule_misses'
  | 'not_production'
  | 'failed'
  | 'cancelled'
  | 'running'
  | 'unknown_outcome';

/** What became of a record that may be an incident. */
export type IncidentVerdict = 'counted' | 'proposed' | 'not_change_related' | 'merged' | 'no_rule' | 'rule_misses';

type Item = {
  readonly id: string;
  readonly title: string;
  readonly at: Date;
  readonly url: string | null;
  /** One clause: which rule takes it, or the first reason why not. */
  readonly reason: string;
};

export type DeploymentItem = Item & {
  readonly origin: DeploymentOrigin;
  readonly repository: string;
  /** The deployment it is part of today; null = none. */
  readonly deploymentId: string | null;
};
export type IncidentItem = Item & { readonly origin: IncidentOrigin };

/** Records with one verdict for one reason. The newest are listed; `total` counts all of the window. */
export type Group<V, I> = { readonly verdict: V; readonly reason: string; readonly total: number; readonly items: readonly I[] };

/** Something that is otherwise under the proposed rules. */
export type Difference = {
  readonly id: string;
  readonly title: string;
  readonly at: Date;
  readonly url: string | null;
  readonly before: string;
  readonly after: string;
};
export type Differences = { readonly total: number; readonly items: readonly Difference[] };

export type Warning = {
  readonly code:
    | 'not_collected'
    | 'takes_everything'
    | 'takes_nothing'
    | 'shadowed'
    | 'no_production'
    | 'all_production'
    | 'no_incidents'
    | 'news';
  /** As in the configuration: `deployments[0]`; null = about the whole. */
  readonly path: string | null;
  readonly message: string;
};

export type EvidenceCount = {
  readonly evidence: FailureEvidence;
  readonly before: boolean | null;
  readonly after: boolean;
  /** Pieces of evidence about deployments of the window that there are, or would be if it were switched on. */
  readonly found: number;
  /** Deployments they are about. */
  readonly deployments: number;
};

/** One metric under one variation of the question or of the rules. */
export type Variant = {
  readonly vary: 'incident_window' | 'clock' | 'bots';
  /** `24 h`, `committed`, `excluded`. */
  readonly variant: string;
  /** The one that holds under the proposed rules. */
  readonly current: boolean;
  readonly metrics: readonly Pick<Metric, 'id' | 'title' | 'unit' | 'state' | 'value' | 'n' | 'interval' | 'provisional'>[];
};

export type Trial = {
  readonly service: { readonly id: string; readonly name: string };
  /** False = the service is not configured yet, so there is nothing to compare with. */
  readonly known: boolean;
  /** Settings that differ from the present ones, named as in the configuration. */
  readonly changed: readonly string[];
  readonly scope: ScopeAnswer;
  readonly warnings: readonly Warning[];
  readonly metrics: readonly { readonly id: MetricId; readonly before: Metric | null; readonly after: Metric }[];
  readonly deployments: {
    /** Records of the window that may be deployments. */
    readonly considered: number;
    /** Deployments the frequency counts; several records are one where they are folded. */
    readonly counted: { readonly before: number | null; readonly after: number };
    readonly groups: readonly Group<DeploymentVerdict, DeploymentItem>[];
    readonly newlyCounted: Differences;
    readonly noLongerCounted: Differences;
  };
  readonly incidents: {
    readonly considered: number;
    readonly groups: readonly Group<IncidentVerdict, IncidentItem>[];
    readonly changed: Differences;
  };
  readonly evidence: readonly EvidenceCount[];
  readonly sensitivity: readonly Variant[];
};

export type TrialQuestion = Omit<Scope, 'serviceId' | 'teamId'>;
