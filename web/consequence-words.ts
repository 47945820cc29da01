/** What can be decided, and what it will do to the numbers, in words said before it is. Pure. */

import type { WireDeploymentStory, WireIncidentOfService } from './api.ts';

/** What can be decided about an incident as one service sees it. */
export const incidentActions = ['confirm', 'reject', 'move', 'link', 'not_change_related'] as const;
export type IncidentAction = (typeof incidentActions)[number];

const incidentActionNames: Readonly<Record<IncidentAction, string>> = {
  confirm: 'Confirm',
  reject: 'Reject',
  move: 'Move to another deployment',
  link: 'Link to a deployment',
  not_change_related: 'Not change-related',
};

type Seen = Pick<WireIncidentOfService, 'state' | 'rung' | 'deploymentId'>;

/** The name of an action where the incident is attributed already, or not yet. */
export const incidentActionInWords = (action: IncidentAction, { deploymentId }: Pick<Seen, 'deploymentId'>): string =>
  action === 'link' && deploymentId !== null ? 'Link to one more' : incidentActionNames[action];

/**
 * Which of them make a difference now. What a person confirmed needs no second word; what is attributed to nothing has none to refuse;
 * and because links come before rules, one more deployment can only stand beside one that a person chose or confirmed.
 */
export function actionsOn({ state, rung, deploymentId }: Seen, decided: boolean): readonly IncidentAction[] {
  if (deploymentId === null) return state === 'not_change_related' && decided ? ['link'] : ['link', 'not_change_related'];
  return rung === 1 ? ['reject', 'move', 'link', 'not_change_related'] : ['confirm', 'reject', 'move', 'not_change_related'];
}

/** Names as the sentences use them. */
type Named = { readonly deployment: string | null; readonly service: string };

const rises = 'counts as failed: in the change fail rate and, once it is restored, in the recovery time';

/** What an action will do to the numbers. */
export function consequenceOf(action: IncidentAction, { state }: Pick<Seen, 'state'>, { deployment, service }: Named): string {
  const its = deployment ?? 'it';
  const alone = `${its} stays failed only where other evidence says so.`;
  if (action === 'confirm')
    return state === 'proposed' ? `${its} ${rises}.` : `The numbers stay as they are; no rule can take it away from ${its} any more.`;
  if (action === 'reject')
    return state === 'proposed'
      ? `The numbers stay as they are; it is proposed for ${its} no more.`
      : `It stops counting against ${its}: ${alone}`;
  if (action === 'not_change_related')
    return state === 'counted'
      ? `It counts against no deployment of ${service}: ${alone}`
      : `The numbers stay as they are; no rule blames a deployment of ${service} for it any more.`;
  const chosen = `The deployment you choose ${rises}.`;
  if (deployment === null) return chosen;
  if (action === 'move')
    return `${chosen} ${state === 'counted' ? `It stops counting against ${its}.` : `It is proposed for ${its} no more.`}`;
  return `${chosen} It goes on counting against ${its}.`;
}

type Failure = WireDeploymentStory['failures'][number];

/** What confirming or rejecting one piece of evidence of a deployment will do to the numbers. */
export function consequenceOfEvidence(action: 'confirm' | 'reject', failure: Pick<Failure, 'decision' | 'confidence'>): string {
  const counts = failure.decision !== 'rejected' && failure.confidence >= 0.5;
  if (action === 'confirm')
    return counts
      ? 'The numbers stay as they are; no rule can take this evidence away any more.'
      : 'This deployment counts as failed: in the change fail rate and, once it is restored, in the recovery time.';
  return counts
    ? 'This evidence stops counting: the deployment stays failed only where other evidence says so.'
    : 'The numbers stay as they are; this evidence is proposed no more.';
}

type Marked = Pick<WireDeploymentStory, 'kind' | 'failed'>;

/** What marking a deployment will do to the numbers. */
export function consequenceOfMark(mark: 'failed' | 'unplanned', { kind, failed }: Marked): string {
  if (mark === 'unplanned') return 'It counts in the deployment rework rate. Whether it failed is another question.';
  const whose =
    kind === 'forward' || kind === 'baseline'
      ? failed
        ? 'It counts as failed already; your mark keeps it so whatever becomes of the other evidence.'
        : 'It counts as failed: in the change fail rate and, once it is restored, in the recovery time.'
      : 'It brought nothing new: the deployment that first put this version into production counts as failed.';
  return `${whose} Unless you say when service was restored, it is not restored until a rollback, revert or hotfix of it is known.`;
}
