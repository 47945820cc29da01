/** Which deployment under one set of rules is which under another. Pure. */

import type { ServiceFacts } from '../delivery/records.ts';
import type { Deployment } from '../domain/facts.ts';

type Facts = Pick<ServiceFacts, 'deployments' | 'children'>;
type Child = Facts['children'][number];

const recordOf = ({ repositoryId, origin, externalId }: Child): string => JSON.stringify([repositoryId, origin, externalId]);

/** What metrics look at: new versions in production. */
export const isNew = (d: Pick<Deployment, 'tier' | 'kind'>): boolean =>
  d.tier === 'production' && (d.kind === 'forward' || d.kind === 'baseline');

/**
 * By id of the deployments before, the id after. Rules that fold otherwise call a deployment by another of its records: those that share
 * a record are the same, each at most once, and those that count find each other first. Of a deployment that falls apart the other parts
 * have no counterpart, as have the others of those that become one.
 */
export function matched(before: Facts, after: Facts): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  const taken = new Set<string>();
  const pair = (was: string, is: string | undefined): void => {
    if (is === undefined || pairs.has(was) || taken.has(is)) return;
    pairs.set(was, is);
    taken.add(is);
  };
  for (const looked of [isNew, () => true]) {
    const [old, now] = [before, after].map(({ deployments }) => new Set(deployments.filter(looked).map((d) => d.deploymentId)));
    const byRecord = new Map(after.children.filter((c) => now?.has(c.deploymentId)).map((c) => [recordOf(c), c.deploymentId]));
    for (const id of old ?? []) pair(id, now?.has(id) ? id : undefined);
    for (const child of before.children) if (old?.has(child.deploymentId)) pair(child.deploymentId, byRecord.get(recordOf(child)));
  }
  return pairs;
}
