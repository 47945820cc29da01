/**
 * What goes wrong in the synthetic organisation and how people answer it: the numbers of bench/attribution.ts, all of them, with where
 * each comes from. "Assumed" means that no published figure was found. Nothing here knows how Plumbline attributes.
 */

export const causes = [
  'own deployment',
  'deployment of another service',
  'change outside the pipeline',
  'infrastructure',
  'third party',
  'traffic',
  'capacity and decay',
  'expired certificate',
  'false alarm',
] as const;
export type Cause = (typeof causes)[number];
export type Shares<K extends string> = Readonly<Record<K, number>>;

/**
 * Shares of true causes. Published shares of incidents that a change caused lie far apart, so there are three mixes:
 * - `few`: 26 %, a composite of three organisations, 71 incidents (Equal Experts, "Why stopping deployments doesn't stop incidents", 2023);
 * - `half`: between them;
 * - `many`: 73 % (Slack, "Deploy Safety", 2025; Google counts 68 % binary and configuration pushes among the triggers of 2010–2017, SRE
 *   Workbook, appendix C).
 * Among the rest: user behaviour 9, pipelines 6, providers 5, decay 5, capacity 5, hardware 2 of 100 triggers (SRE Workbook); dependencies
 * and infrastructure about 16 of 100 each (Ghosh et al., "How to fight production incidents?", SoCC 2022). The split is assumed.
 */
export const mixes: Readonly<Record<MixName, Shares<Cause>>> = {
  few: shares(21, 3, 2, 20, 20, 13, 11, 3, 7),
  half: shares(40, 5, 5, 14, 14, 9, 6, 2, 5),
  many: shares(58, 7, 8, 8, 7, 5, 4, 1, 2),
};
export type MixName = 'few' | 'half' | 'many';

function shares(...values: readonly number[]): Shares<Cause> {
  // One value for each cause, in their order.
  return Object.fromEntries(causes.map((cause, i) => [cause, values[i] ?? 0])) as Shares<Cause>;
}

/** How long after its deployment finished a fault was noticed; `during` is while it rolls out. Assumed; that faults stay latent for hours and days is known (Gandalf, NSDI 2020). */
export const detection = {
  during: { share: 8 },
  'within an hour': { share: 44, from: 0, to: 1 },
  'one to six hours': { share: 20, from: 1, to: 6 },
  'six to 24 hours': { share: 12, from: 6, to: 24 },
  'one to seven days': { share: 11, from: 24, to: 168 },
  'a week or more': { share: 5, from: 168, to: 600 },
} as const;

/** Deployments a week and their risk beside a service that deploys daily: bigger batches fail more often. Assumed. */
export const services = [
  { rhythm: 'several a day', services: 9, aWeek: 15, risk: 0.8, pulls: [1, 2], release: false },
  { rhythm: 'daily', services: 14, aWeek: 5, risk: 1, pulls: [1, 3], release: false },
  { rhythm: 'weekly', services: 9, aWeek: 1.2, risk: 2, pulls: [3, 7], release: true },
  { rhythm: 'every other week', services: 4, aWeek: 0.5, risk: 3, pulls: [5, 12], release: true },
] as const;

/** Services of one team deploy on their own; the rule of DevLake knows only the project, here the team. */
export const servicesOfTeam = 6;

/**
 * What is done about a fault that a deployment brought. 22 % of all incidents are answered by a rollback where 40 % are bugs in code or
 * configuration (SoCC 2022), so about half of those; who finds the fault under later deployments repairs forward more often (assumed).
 */
export const answers = {
  latest: { rollback: 45, revert: 14, hotfix: 11, fix: 18, 'no deployment': 12 },
  buried: { rollback: 10, revert: 28, hotfix: 18, fix: 30, 'no deployment': 14 },
} as const;
export type Answer = keyof (typeof answers)['latest'];

/** What is deployed although no deployment of the service was the cause, in 100 such incidents: all assumed. */
export const answersElsewhere = { 'precautionary rollback': 5, 'mitigating hotfix': 5, 'mitigating fix': 8, 'no deployment': 82 } as const;

/** Minutes from opening to the start of the answering deployment (median of a log-normal, spread 0.8). Assumed. */
export const minutesToAnswer = { rollback: 25, revert: 70, hotfix: 100, fix: 420, 'no deployment': 50 } as const;

/** In 100. All assumed. */
export const habits = {
  /** Incidents that are a second report of one that is open. */
  second: 10,
  /** Incidents on PagerDuty; the others are issues. */
  pagerduty: 65,
  /** Issues written only after it was over. */
  writtenAfterwards: 8,
  /** A monitor closes the incident while the answering deployment still runs. */
  closedByMonitor: 25,
  /** Issues closed a day or more after the repair. */
  closedLate: 25,
  neverClosed: 1,
  /** Planned deployments wait until a fault that shows is answered. */
  freezes: 50,
  /** Deployment attempts that fail and are tried again. */
  failedAttempt: 4,
  /** Services in two places, one after the other. */
  twoPlaces: 20,
  /** Answers that try the wrong thing first: the latest deployment is rolled back although the fault is older. */
  wrongRollbackFirst: 8,
} as const;

/** What texts say, in 100 incidents of the kind; independent of each other. All assumed. */
export const words = {
  /** The cause named by people, in the body or a note. */
  causeNamed: { issues: 32, pagerduty: 14 },
  how: { 'full sha': 15, 'short sha': 25, 'pull request link': 25, 'pull request number': 15, release: 10, 'deployment link': 10 },
  /** A short sha that two commits share by now. */
  ambiguousShortSha: 5,
  /** A suspicion that turned out wrong: the latest deployment, in incidents it did not cause. */
  wrongSuspicion: 5,
  /** The repair is named, where there was one by pull request. */
  repairNamed: 40,
  /** The version that was rolled back to is named, where there was a rollback. */
  rollbackTargetNamed: 25,
  /** An old incident or release is remembered. */
  oldReleaseNamed: 3,
  /** Monitors that put the version that runs into the custom details of every alert (as `version` tags of Datadog or Sentry do). */
  monitorsWithVersion: 10,
  /** Services whose pipeline sends change events to PagerDuty, which lists the most recent ones beside every incident. */
  servicesWithChangeEvents: 30,
  /**
   * Of their incidents: those with a change that PagerDuty relates by what it has learnt (reason `intelligent` of its REST API, beside
   * `most_recent` and `related_service`), and, where the cause is a deployment, how often it is that one.
   */
  relatedByLearning: 20,
  learntRight: 60,
} as const;

export const history = { days: 364, incidents: 2000, from: '2025-09-01T00:00:00Z' } as const;
