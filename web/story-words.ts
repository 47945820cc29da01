/** Deployments, changes and incidents in words a person would say. Pure: zones are arguments. */

import type { WireChange, WireDeployment, WireDeploymentName, WireDeploymentStory, WireIncident } from './api.ts';
import { count, duration, moment, some } from './format.ts';

/** What a deployment is called: its version, else the short id of its commit, else its title. */
export function calledOf({ version, sha, title }: Pick<WireDeployment, 'version' | 'sha' | 'title'>): string {
  return version !== null && version !== sha ? version : (sha?.slice(0, 7) ?? title ?? 'unknown version');
}

const kinds: Readonly<Record<string, string>> = {
  baseline: 'baseline',
  forward: 'forward',
  rollback: 'rollback',
  redeploy: 'redeploy',
};
const kindReasons: Readonly<Record<string, string>> = {
  baseline: 'The first success known here: what it contains was delivered at an unknown time, so none of it counts for lead time.',
  forward: 'It moved production forward.',
  rollback: 'It moved production back: its commit is an ancestor of the one that was running.',
  redeploy: 'It put the same version there again, or one without a change of this service.',
};

export const kindInWords = (kind: string | null): string => (kind === null ? 'no kind' : (kinds[kind] ?? kind));
export const kindReason = (kind: string | null): string =>
  kind === null ? 'An attempt that did not succeed in production has no kind.' : (kindReasons[kind] ?? '');

const outcomes: Readonly<Record<string, string>> = {
  succeeded: 'succeeded',
  failed: 'failed rollout',
  cancelled: 'cancelled',
  running: 'running',
  unknown: 'outcome unknown',
};
export const outcomeInWords = (outcome: string): string => outcomes[outcome] ?? outcome;

/** "5 min" between two instants; null while one is missing. */
export function between(from: string | null, to: string | null): string | null {
  return from === null || to === null ? null : duration((Date.parse(to) - Date.parse(from)) / 1000);
}

/** How a failed deployment ended: "restored after 1 h 30 min", "not restored yet". */
export function recoveryInWords({ failed, recovery, finishedAt, restoredAt }: WireDeployment): string | null {
  if (!failed) return null;
  if (recovery === 'open') return 'not restored yet';
  if (recovery === 'before_finish') return 'its incidents were over before it finished';
  return `restored after ${between(finishedAt, restoredAt)}`;
}

/** "Deployment of 1.4.2 to production failed: restored after 1 h 30 min". */
export function storyTitle(deployment: WireDeployment): string {
  const what = `Deployment of ${calledOf(deployment)} to ${deployment.tier}`;
  const recovery = recoveryInWords(deployment);
  if (recovery !== null) return `${what} failed: ${recovery}`;
  if (deployment.outcome !== 'succeeded') return `${what}: ${outcomeInWords(deployment.outcome)}`;
  if (deployment.kind === 'rollback') return `Rollback to ${calledOf(deployment)}`;
  if (deployment.kind === 'redeploy') return `Redeployment of ${calledOf(deployment)}`;
  return `${what}: ${some(deployment.changes, 'change')} delivered`;
}

const evidences: Readonly<Record<string, string>> = {
  incident: 'an incident',
  rollback: 'a rollback',
  revert: 'a revert',
  hotfix: 'a hotfix',
  failed_rollout: 'a failed rollout',
  person: 'a person',
};
export const evidenceInWords = (evidence: string): string => evidences[evidence] ?? evidence;

const unplannedReasons: Readonly<Record<string, string>> = { person: 'a person said so' };
/** "unplanned (hotfix)". */
export const unplannedInWords = (reason: string): string => `unplanned (${unplannedReasons[reason] ?? reason})`;

const restorations: Readonly<Record<WireRestoration['how'], string>> = {
  incident: 'its incident was resolved',
  rollback: 'production was rolled back',
  revert: 'the change was reverted',
  hotfix: 'a hotfix was deployed',
  next_success: 'the next rollout succeeded',
  person: 'a person said so',
};
type WireRestoration = NonNullable<WireDeploymentStory['restoredBy']>;
export const restorationInWords = ({ how }: Pick<WireRestoration, 'how'>): string => restorations[how];

/** Confidence in words and number: below 0.5 nothing counts. */
export function confidenceInWords(confidence: number): string {
  const word = confidence >= 0.9 ? 'strong' : confidence >= 0.6 ? 'fair' : confidence >= 0.5 ? 'weak' : 'too weak to count';
  return `${word} (${confidence})`;
}

const rungs: readonly string[] = [
  'a person linked it',
  'it names the deployment, its commit, pull request or release',
  'it was open while that deployment ran, and ended with what repaired it',
  'it opened shortly after that deployment on the same service',
];
/** A rung of the ladder of attribution (definitions §3), 1 to 4. */
export const rungInWords = (rung: number | null): string | null => (rung === null ? null : (rungs[rung - 1] ?? null));

const states: Readonly<Record<WireIncident['state'], string>> = {
  counted: 'counted as a failed deployment',
  proposed: 'proposed, not counted',
  not_change_related: 'not change-related',
};
export const incidentStateInWords = (state: WireIncident['state']): string => states[state];

/** Why a change's lead time counts for nothing, or what it is. */
export function leadTimeInWords({ leadTime, leadTimeReason }: Pick<WireChange, 'leadTime' | 'leadTimeReason'>): string {
  if (leadTime !== null) return duration(leadTime);
  if (leadTimeReason === 'baseline') return 'unknown: part of the baseline';
  return leadTimeReason === 'clock skew' ? 'left out: clock skew' : 'not deployed';
}

/** "5 changes, lead times 1 h – 27 h"; the median only where six or more make one, and nothing of the kind while only a part is listed. */
export function deliveredInWords(changes: readonly Pick<WireChange, 'leadTime'>[], all: number): string {
  const times = changes.flatMap(({ leadTime }) => (leadTime === null ? [] : [leadTime])).toSorted((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (all === 0) return 'Nothing new was delivered';
  if (changes.length < all) return `${some(all, 'change')} delivered`;
  if (first === undefined || last === undefined) return `${some(all, 'change')} delivered, no lead time known`;
  const spread = first === last ? `lead time ${duration(first)}` : `lead times ${duration(first)} – ${duration(last)}`;
  const middle = times.length / 2;
  const median = ((times[Math.ceil(middle) - 1] ?? 0) + (times[Math.floor(middle)] ?? 0)) / 2;
  const half = times.length >= 6 ? `, half within ${duration(median)}` : '';
  return `${some(all, 'change')} delivered, ${spread}${half}${times.length < all ? ` (${count(times.length)} with a time)` : ''}`;
}

/** "8e20991, 14 Sep 2026, 10:05". */
export function namedDeployment(deployment: WireDeploymentName, zone: string): string {
  const at = deployment.finishedAt ?? deployment.startedAt;
  return `${calledOf(deployment)}, ${moment(new Date(at), zone)}`;
}
