/** What happened to a service, sorted into the lanes of its time line. Pure. */

import type { WireDeployment, WireIncident } from '../api.ts';

/** What ended a failure: the incident resolved last, or the deployment that repaired it. */
export type Remedy = { readonly incident: WireIncident } | { readonly deployment: WireDeployment };

export type Events = {
  /** Successful forward and baseline deployments: what frequency counts. */
  readonly deployed: readonly WireDeployment[];
  readonly failed: readonly WireDeployment[];
  /** Rollbacks, reverts and hotfixes; the latter two are among the deployed as well. */
  readonly unplanned: readonly WireDeployment[];
  readonly incidents: readonly WireIncident[];
  /** Attempts that did not succeed, those still running, and redeployments. */
  readonly uncounted: readonly WireDeployment[];
  /** By the id of the failed deployment; absent while it is open, or where what ended it is not among the rows. */
  readonly remedies: ReadonlyMap<string, Remedy>;
};

/** When a deployment finished, or started while it has not. */
export const lastOf = ({ finishedAt, startedAt }: Pick<WireDeployment, 'finishedAt' | 'startedAt'>): string => finishedAt ?? startedAt;

const isDeployed = ({ kind }: WireDeployment): boolean => kind === 'forward' || kind === 'baseline';

export function eventsOf(deployments: readonly WireDeployment[], incidents: readonly WireIncident[]): Events {
  const inOrder = deployments.toSorted((a, b) => Date.parse(lastOf(a)) - Date.parse(lastOf(b)));
  const failed = inOrder.filter((deployment) => deployment.failed);
  return {
    deployed: inOrder.filter(isDeployed),
    failed,
    unplanned: inOrder.filter(({ unplanned }) => unplanned !== null),
    incidents: incidents.toSorted((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt)),
    uncounted: inOrder.filter((deployment) => !isDeployed(deployment) && deployment.unplanned === null && !deployment.failed),
    remedies: remediesOf(failed, inOrder, incidents),
  };
}

/** By the instants of restoration, as they were derived: incidents before deployments. */
function remediesOf(
  failed: readonly WireDeployment[],
  deployments: readonly WireDeployment[],
  incidents: readonly WireIncident[],
): ReadonlyMap<string, Remedy> {
  const resolved = new Map(
    incidents.flatMap((incident) => {
      const { deploymentId, resolvedAt, state } = incident;
      return state === 'counted' && resolvedAt !== null ? [[`${deploymentId} ${resolvedAt}`, incident] as const] : [];
    }),
  );
  // Where two finish at one instant, the one marked as a repair is meant.
  const ranked = deployments.toSorted((a, b) => Number(a.unplanned !== null) - Number(b.unplanned !== null));
  const finished = new Map(
    ranked.flatMap((one) => (one.kind === null ? [] : [[`${one.serviceId} ${one.repositoryId} ${one.finishedAt}`, one] as const])),
  );
  const remedies = new Map<string, Remedy>();
  for (const { id, serviceId, repositoryId, restoredAt } of failed) {
    if (restoredAt === null) continue;
    const incident = resolved.get(`${id} ${restoredAt}`);
    const deployment = finished.get(`${serviceId} ${repositoryId} ${restoredAt}`);
    if (incident !== undefined) remedies.set(id, { incident });
    else if (deployment !== undefined && deployment.id !== id) remedies.set(id, { deployment });
  }
  return remedies;
}
