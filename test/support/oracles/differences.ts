/** Where peers answer differently, and by which definition: what the test of peers' cases allows, no more and no less. */

import type { Compared } from './compare.ts';

/** Named definitions (the section of the specification of the numbers, or the rule of a normaliser). */
export const definitions = {
  window:
    '§3, rung 4: an incident is laid to the nearest deployment only inside the window of its rule (24 h); beyond, it is not change-related',
  underWay: '§3, rung 4: the nearest deployment is the one that had last started, not the one that had last finished',
  proposed: '§3, rung 4: more than 6 h after the deployment is a proposal (0.4) for a person to confirm, and not counted',
  recovery: '§3, failed deployment recovery time: of failed deployments, median; without a deployment there is nothing to recover',
  halfOpen: '§1: windows are half-open, so a week that begins where the window ends is not in it',
  records: '§2.1, §2.3: every record a rule takes is a deployment with its own outcome; what else the pipeline did is not asked',
  noEnvironment: '§2.1: a build a deployment rule takes went to production, where neither the rule nor the record names a place',
  productionOnly: '§2.4: what runs, and ran before, is kept for production',
  inactive: '§2.2: inactive is never terminal; where nothing else is known it succeeded at its creation, inferred',
  firstTerminal: '§2.2: the instant is that of the first terminal status, not of the last change of the record',
  cancelled: '§1, §2.2: cancelled is an outcome of its own, no failure',
  noAttempt: 'normaliser of workflow runs: what has not begun, or ended without an attempt, is no deployment',
  running: '§2.2: without a terminal status it has no end, whatever other instants the record has',
  noState: '§2.2: a state that says nothing about the attempt leaves the outcome unknown, counted in quality only',
  ended: '§2.2: a terminal state has an instant: where the job has none, the last change of the record',
  people: '§1 and the rule that no person is named: responders are a number',
  unrounded: 'times are exact to what the provider tells; nothing is cut to minutes',
  keys: '§1: keys are the providers’ natural ones with owner and source',
  offset: '§1: instants are UTC; an offset is read, not dropped',
  whole: 'payloads are checked whole at the door; what is not of the provider’s shape is kept raw and counted as rejected',
} as const;

type Difference = Compared & { readonly because: (typeof definitions)[keyof typeof definitions] };
export const expected: Readonly<Record<string, { readonly cases: number; readonly differences: readonly Difference[] }>> = {
  'devlake.incident_to_deployment': {
    cases: 7,
    differences: [
      { case: 'incident 1', peer: 'a deployment finished days before', ours: 'no deployment', because: definitions.window },
      { case: 'incident 2', peer: 'a deployment finished days before', ours: 'no deployment', because: definitions.window },
      { case: 'incident 3', peer: 'a deployment finished days before', ours: 'no deployment', because: definitions.window },
      { case: 'incident 4', peer: 'a deployment finished days before', ours: 'no deployment', because: definitions.window },
      { case: 'incident 5', peer: 'a deployment finished days before', ours: 'no deployment', because: definitions.window },
      {
        case: 'incident 7',
        peer: 'a deployment finished 19 h before',
        ours: 'a deployment still under way',
        because: definitions.underWay,
      },
    ],
  },
  'middleware.incident_to_deployment': {
    cases: 15,
    differences: [
      {
        case: 'between: i1',
        peer: 'a deployment finished 24 h before',
        ours: 'proposed, not counted: a deployment finished 24 h before',
        because: definitions.proposed,
      },
      {
        case: 'many: i1',
        peer: 'a deployment finished 24 h before',
        ours: 'proposed, not counted: a deployment finished 24 h before',
        because: definitions.proposed,
      },
      {
        case: 'many: i2',
        peer: 'a deployment finished 24 h before',
        ours: 'proposed, not counted: a deployment finished 24 h before',
        because: definitions.proposed,
      },
      { case: 'many: i3', peer: 'a deployment finished days before', ours: 'no deployment', because: definitions.window },
    ],
  },
  'middleware.mean_time_to_recovery': {
    cases: 7,
    differences: [
      { case: 'three incidents', peer: '3 recoveries', ours: 'none', because: definitions.recovery },
      { case: 'four incidents', peer: '4 recoveries', ours: 'none', because: definitions.recovery },
      {
        case: 'weekly: weeks',
        peer: '2024-01-01 2024-01-08 2024-01-15 2024-01-22',
        ours: '2024-01-01 2024-01-08 2024-01-15',
        because: definitions.halfOpen,
      },
      { case: 'weekly: recoveries', peer: '7 recoveries', ours: 'none', because: definitions.recovery },
    ],
  },
  'devlake.deployment_commits_generator': {
    cases: 15,
    differences: [
      { case: 'pipeline 2', peer: 'failure, without times in production', ours: 'success in production', because: definitions.records },
      { case: 'pipeline 12', peer: 'failure in production', ours: 'success in production', because: definitions.records },
      { case: 'pipeline 13', peer: 'success in no environment', ours: 'success in production', because: definitions.noEnvironment },
    ],
  },
  'devlake.prev_success_deployment_commit': {
    cases: 16,
    differences: [{ case: 'deployment 8', peer: '8 after 7', ours: 'none', because: definitions.productionOnly }],
  },
  'devlake.extract.github_deployments': {
    cases: 7,
    differences: [
      { case: 'deployment 1', peer: 'success then', ours: 'success earlier, inferred', because: definitions.inactive },
      { case: 'deployment 2', peer: 'success then', ours: 'success earlier, inferred', because: definitions.inactive },
      { case: 'deployment 3', peer: 'success then', ours: 'success earlier, inferred', because: definitions.inactive },
      { case: 'deployment 4', peer: 'success then', ours: 'success earlier, inferred', because: definitions.inactive },
      { case: 'deployment 5', peer: 'success then', ours: 'success earlier', because: definitions.firstTerminal },
    ],
  },
  'devlake.extract.github_runs': {
    cases: 35,
    differences: [
      { case: 'run 7, cancelled cancelled', peer: 'failure then', ours: 'cancelled then', because: definitions.cancelled },
      { case: 'run 10, in_progress', peer: 'open then', ours: 'open never', because: definitions.running },
      { case: 'run 11, queued', peer: 'open then', ours: 'no deployment never', because: definitions.noAttempt },
      { case: 'run 12, waiting', peer: 'open then', ours: 'no deployment never', because: definitions.noAttempt },
      { case: 'run 13, pending', peer: 'open then', ours: 'no deployment never', because: definitions.noAttempt },
      { case: 'run 14, neutral neutral', peer: 'open then', ours: 'no deployment never', because: definitions.noAttempt },
      { case: 'run 15, skipped skipped', peer: 'open then', ours: 'no deployment never', because: definitions.noAttempt },
      { case: 'run 16, stale stale', peer: 'open then', ours: 'no deployment never', because: definitions.noAttempt },
      { case: 'run 17, action_required action_required', peer: 'open then', ours: 'no deployment never', because: definitions.noAttempt },
      { case: 'run 18, requested', peer: 'open then', ours: 'no deployment never', because: definitions.noAttempt },
      { case: 'run 19, in_progress', peer: 'open then', ours: 'open never', because: definitions.running },
      { case: 'run 20, in_progress', peer: 'open then', ours: 'open never', because: definitions.running },
    ],
  },
  'devlake.extract.pagerduty_incidents': {
    cases: 9,
    differences: [
      { case: 'triggered: people', peer: 'a name', ours: 'a number', because: definitions.people },
      { case: 'acknowledged: people', peer: 'a name', ours: 'a number', because: definitions.people },
      { case: 'resolved: time to resolve', peer: 'whole minutes', ours: 'seconds, unrounded', because: definitions.unrounded },
    ],
  },
  'devlake.extract.gitlab_deployments': {
    cases: 8,
    differences: [
      { case: 'deployment completed', peer: 'success then', ours: 'unknown never', because: definitions.noState },
      { case: 'deployment failed', peer: 'failure never', ours: 'failure then', because: definitions.ended },
      { case: 'deployment canceled', peer: 'failure then', ours: 'cancelled then', because: definitions.cancelled },
      { case: 'deployment created', peer: 'open then', ours: 'open never', because: definitions.running },
      { case: 'deployment running', peer: 'open then', ours: 'open never', because: definitions.running },
      { case: 'deployment undeployed', peer: 'open then', ours: 'unknown never', because: definitions.noState },
      { case: 'deployment blocked', peer: 'open then', ours: 'open never', because: definitions.running },
    ],
  },
  'devlake.extract.jenkins_builds': {
    cases: 13,
    differences: [
      { case: 'build 3, aborted', peer: 'failure then', ours: 'cancelled then', because: definitions.cancelled },
      { case: 'build 4, not_build', peer: 'open then', ours: 'unknown never', because: definitions.noState },
      { case: 'build 5, unstable', peer: 'open then', ours: 'unknown never', because: definitions.noState },
    ],
  },
  'fourkeys.event_parsing': {
    cases: 5,
    differences: [
      { case: 'github issues: same repository name of two owners', peer: 'one id', ours: 'two ids', because: definitions.keys },
      { case: 'github issues: the payload', peer: 'taken', ours: 'refused: not the provider’s shape', because: definitions.whole },
      {
        case: 'gitlab deployment with offset: the instant',
        peer: 'local time as if it were UTC',
        ours: 'the instant itself',
        because: definitions.offset,
      },
      { case: 'pagerduty: the payload', peer: 'taken', ours: 'refused: not the provider’s shape', because: definitions.whole },
    ],
  },
};
