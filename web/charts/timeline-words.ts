/** The time line of a service in words. Pure: zones are arguments. */

import type { WireDeployment, WireIncident } from '../api.ts';
import { count, duration, moment, some } from '../format.ts';
import { calledOf, incidentStateInWords, outcomeInWords, recoveryInWords } from '../story-words.ts';
import { type Events, lastOf, type Remedy } from './timeline-events.ts';

const all = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(', ');
const numbered = (n: number, one: string, many = `${one}s`): string | null => (n === 0 ? null : some(n, one, many));

type Drawn = { readonly rows: number; readonly total: number };

/** "Newest 2,000 of 5,312 attempts: 1,960 deployments, …"; the title as it is where all are drawn. */
export const partTitle = ({ rows, total }: Drawn, title: string): string =>
  rows >= total ? title : `Newest ${count(rows)} of ${some(total, 'attempt')}: ${title}`;

/** "159 deployments, 13 failed; 4 rollbacks, 3 hotfixes". Where incidents are not collected, failures are not said to be none. */
export function timelineTitle({ deployed, failed, unplanned, uncounted }: Events, stability: boolean): string {
  if (deployed.length + unplanned.length + uncounted.length + failed.length === 0) return 'No deployment in this window';
  const by = (reason: string): number => unplanned.filter((one) => one.unplanned === reason).length;
  const known = stability || failed.length > 0;
  const head = all([some(deployed.length, 'deployment'), known ? `${failed.length === 0 ? 'none' : count(failed.length)} failed` : null]);
  const tail = all([numbered(by('rollback'), 'rollback'), numbered(by('revert'), 'revert'), numbered(by('hotfix'), 'hotfix', 'hotfixes')]);
  return `${head}${tail === '' ? '' : `; ${tail}`}${stability ? '' : '; incidents are not collected'}`;
}

const unplannedNames: Readonly<Record<string, string>> = { rollback: 'Rollback to', revert: 'Revert', hotfix: 'Hotfix' };

/** "Hotfix 1.4.2", "Rollback to 1.4.1", "Redeployment of 1.4.1", "1.4.2". */
export function nameOfDeployment(deployment: WireDeployment): string {
  const called = calledOf(deployment);
  if (deployment.unplanned !== null) return `${unplannedNames[deployment.unplanned] ?? 'Unplanned:'} ${called}`;
  return deployment.kind === 'redeploy' ? `Redeployment of ${called}` : called;
}

function endedBy(remedy: Remedy | undefined): string {
  if (remedy === undefined) return '';
  if ('incident' in remedy) return `, when “${remedy.incident.title}” was resolved`;
  const name = nameOfDeployment(remedy.deployment);
  return `, by ${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
}

/** What it brought to production for the first time. */
function broughtBy({ kind, outcome, changes }: WireDeployment): string {
  if (kind === null) return outcomeInWords(outcome);
  if (kind === 'baseline') return 'the first success known';
  if (kind === 'rollback') return 'production moved back';
  return changes === 0 ? 'no new change' : some(changes, 'change');
}

/** What became of it: "3 changes", "3 changes, failed, restored after 2 h, by hotfix 1.4.2", "failed rollout". */
export function fateOf(deployment: WireDeployment, remedy: Remedy | undefined): string {
  return all([broughtBy(deployment), deployment.failed ? `failed, ${recoveryInWords(deployment)}${endedBy(remedy)}` : null]);
}

/** A mark's name: "1.4.2, 14 Sep 2026, 10:05: 3 changes". */
export function deploymentSaid(deployment: WireDeployment, remedy: Remedy | undefined, zone: string): string {
  return `${nameOfDeployment(deployment)}, ${moment(new Date(lastOf(deployment)), zone)}: ${fateOf(deployment, remedy)}`;
}

/** "resolved after 2 h, counted as a failed deployment". */
export const incidentFate = ({ duration: seconds, state }: WireIncident): string =>
  `${seconds === null ? 'still open' : `resolved after ${duration(seconds)}`}, ${incidentStateInWords(state)}`;

export const incidentSaid = (incident: WireIncident, zone: string): string =>
  `${incident.title}, ${moment(new Date(incident.openedAt), zone)}: ${incidentFate(incident)}`;
