/** How the demonstration's repositories are looked after, as far as their provider can see it. */

export type Habits = {
  /** Shares of merged pull requests whose head had any check, whose checks all succeeded, and that a security check looked at. */
  readonly checked: number;
  readonly green: number;
  readonly scanned: number;
  /** Whether the default branch is guarded, and asks for these checks. */
  readonly guarded: boolean;
  /** A file names owners. */
  readonly owners: boolean;
  /** Paths of files that tell of a practice, by its kind. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Workflows ask for narrow rights, and sign in to the cloud without a stored key. */
  readonly narrow: boolean;
  /** Workflows call those of the platform team. */
  readonly shared: boolean;
  readonly watched: boolean;
  /** How many days each critical alert of the last 90 days was open; the newest first. */
  readonly criticalDays: readonly number[];
  /** Environments of the last 90 days in which a change was tried. */
  readonly previews: number;
};

const everyday: Habits = {
  checked: 0.98,
  green: 0.97,
  scanned: 0.3,
  guarded: true,
  owners: true,
  files: { readme: ['README.md'], manifest: ['package.json'], lockfile: ['package-lock.json'], dockerfile: ['Dockerfile'] },
  narrow: false,
  shared: false,
  watched: true,
  criticalDays: [],
  previews: 0,
};

const withFiles = (more: Habits['files'], rest: Partial<Habits> = {}): Habits => ({
  ...everyday,
  ...rest,
  files: { ...everyday.files, ...more },
});

/** The well-kept ones: everything is checked, described and tried before it is merged. */
const careful = withFiles(
  {
    compose: ['compose.yaml'],
    helm: ['deploy/chart/Chart.yaml'],
    terraform: ['infra/main.tf', 'infra/queues.tf'],
    catalog: ['catalog-info.yaml'],
    rollout: ['deploy/rollout.yaml'],
    decision_record: ['docs/adr/0007-gradual-releases.md'],
    update_bot: ['.github/dependabot.yml'],
  },
  { checked: 1, green: 1, scanned: 0.97, narrow: true, shared: true, previews: 14, criticalDays: [2, 5, 1, 9, 3] },
);

/** By repository; others live like every day. What people say of some of these is another matter: see `respondents.ts`. */
const habits: Readonly<Record<string, Habits>> = {
  'acme-demo/web-shop': careful,
  'acme-demo/checkout': { ...careful, previews: 9, criticalDays: [4, 2, 6] },
  'acme-demo/search': withFiles(
    { makefile: ['Makefile'], helm: ['chart/Chart.yaml'], catalog: ['catalog-info.yaml'] },
    { checked: 1, scanned: 0.9 },
  ),
  'acme-demo/recommendations': withFiles({ makefile: ['Makefile'], catalog: ['catalog-info.yaml'] }, { checked: 1, scanned: 0.85 }),
  // The team is sure that every change is scanned. Some repositories are, and not the two that matter most.
  'acme-demo/payments-gateway': withFiles({ terraform: ['terraform/main.tf'] }, { scanned: 0.2, criticalDays: [31, 24, 40, 12, 28, 35] }),
  'acme-demo/fraud-scoring': withFiles({}, { scanned: 0.1, green: 0.86, criticalDays: [22, 19, 44, 26] }),
  'acme-demo/ledger': withFiles({}, { owners: false, guarded: false, checked: 0.5, scanned: 0 }),
  'acme-demo/mobile-app': withFiles({ makefile: ['Makefile'] }, { owners: false, checked: 0.8, green: 0.7, watched: false }),
  'acme-demo/identity': withFiles({ terraform: ['infra/identity.tf'], compose: ['compose.yaml'] }, { checked: 0.9, green: 0.85 }),
};

export const habitsOf = (repository: string): Habits => habits[repository] ?? everyday;
