/** What happened in one repository, before any provider has told it. */

/** A login; those of programs end in `[bot]`. */
export type Login = string;

export type SimulatedCommit = {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly authoredAt: Date;
  readonly committedAt: Date;
  readonly author: Login;
  readonly message: string;
  /** Changed files, where the commits come from a clone. */
  readonly paths: readonly string[] | null;
};

export type SimulatedReview = {
  readonly id: number;
  readonly author: Login;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
  readonly at: Date;
};

export type SimulatedPull = {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly branch: string;
  readonly author: Login;
  readonly draft: boolean;
  readonly openedAt: Date;
  /** Null while still open. */
  readonly mergedAt: Date | null;
  readonly originals: readonly SimulatedCommit[];
  /** What the merge left on main. */
  readonly mergeSha: string;
  readonly reviews: readonly SimulatedReview[];
};

export type SimulatedDeployment = {
  readonly id: number;
  /** Attempt of a workflow run. */
  readonly attempt: number;
  readonly sha: string;
  readonly environment: string;
  readonly production: boolean;
  readonly title: string;
  readonly version: string;
  readonly startedAt: Date;
  /** Null while running. */
  readonly finishedAt: Date | null;
  readonly state: 'success' | 'failure' | 'cancelled' | 'running';
};

export type SimulatedIncident = {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  /** In a monorepo one for each service that is hurt. */
  readonly labels: readonly string[];
  readonly openedAt: Date;
  readonly closedAt: Date | null;
};

/** `main` is the default branch, first parents only, oldest first. */
export type Life = {
  readonly main: readonly SimulatedCommit[];
  readonly pulls: readonly SimulatedPull[];
  readonly deployments: readonly SimulatedDeployment[];
  readonly incidents: readonly SimulatedIncident[];
};

/** The life as it is known at `now`: what lies ahead has not happened, what is under way is open or running. */
export function known(life: Life, now: Date): Life {
  return {
    main: life.main.filter((commit) => commit.committedAt < now),
    pulls: life.pulls.flatMap((pull) => knownPull(pull, now)),
    deployments: life.deployments
      .filter((deployment) => deployment.startedAt < now)
      .map((each) => (each.finishedAt !== null && each.finishedAt < now ? each : { ...each, finishedAt: null, state: 'running' })),
    incidents: life.incidents
      .filter((incident) => incident.openedAt < now)
      .map((each) => (each.closedAt !== null && each.closedAt < now ? each : { ...each, closedAt: null })),
  };
}

/** A pull request whose first commits are there but which was not ready yet is a draft. */
function knownPull(pull: SimulatedPull, now: Date): readonly SimulatedPull[] {
  const originals = pull.originals.filter((commit) => commit.authoredAt < now);
  const first = originals[0];
  if (first === undefined) return [];
  if (pull.mergedAt !== null && pull.mergedAt < now) return [pull];
  const draft = pull.openedAt >= now;
  const reviews = pull.reviews.filter((review) => review.at < now);
  return [{ ...pull, originals, reviews, draft, mergedAt: null, openedAt: draft ? first.authoredAt : pull.openedAt }];
}
