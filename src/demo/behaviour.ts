/** How a repository of the demonstration behaves. Times and shares may depend on how many days before now it is. */

import type { Ownership } from '../domain/service.ts';

export type ByAge = (daysAgo: number) => number;

export const always =
  (value: number): ByAge =>
  () =>
    value;

/** One value until some days ago, another one since, sliding between the two. */
export const sliding =
  (before: number, after: number, from: number, until: number): ByAge =>
  (daysAgo) => {
    const share = Math.min(1, Math.max(0, (from - daysAgo) / (from - until)));
    return before * (after / before) ** share;
  };

/** When releases happen. */
export type Rhythm =
  /** So many a week on working days, between two hours of the day. */
  | { readonly kind: 'steady'; readonly perWeek: ByAge; readonly hours: readonly [number, number] }
  /** A train on a weekday with patches on the days after it: how many releases each week has, over and over. */
  | { readonly kind: 'train'; readonly weekday: number; readonly counts: readonly number[] }
  /** One every so many days, the newest so many days ago. */
  | { readonly kind: 'rare'; readonly everyDays: number; readonly newest: number };

/** What repairs a bad deployment; weights. `forward`: an ordinary change, sooner or later. */
export type Remedies = {
  readonly rollback: number;
  readonly hotfix: number;
  readonly revert: number;
  readonly forward: number;
};

/** A service of the repository; a monorepo has several. */
export type Part = {
  readonly serviceId: string;
  readonly name: string;
  readonly owners: (now: Date) => readonly Ownership[];
  /** Its folder in a monorepo; null = the whole repository. */
  readonly folder: string | null;
  /** How many of the changes are its. */
  readonly weight: number;
  /** Share of deployments that hurt users, over good weeks and bad ones. */
  readonly failShare: ByAge;
};

export type Behaviour = {
  readonly repository: string;
  readonly sourceId: string;
  /** Days of history before now. */
  readonly days: number;
  readonly parts: readonly [Part, ...Part[]];
  readonly people: readonly [string, string, ...string[]];
  /** What changes are about; titles are made of it. */
  readonly work: readonly [string, ...string[]];
  readonly detection: 'deployments' | 'workflow_runs' | 'releases' | 'tags';
  /** What a merge leaves on main; `direct`: there are no pull requests. */
  readonly merging: 'merge' | 'squash' | 'rebase' | 'direct';
  /** Environments of production, entered one after another. */
  readonly places: readonly [string, ...string[]];
  readonly staging: boolean;
  readonly rhythm: Rhythm;
  /** Mean number of pull requests in a release. */
  readonly pulls: number;
  readonly mostCommits: number;
  /** Median hours from a change's first commit to production, and how widely it spreads (standard deviation of the logarithm). */
  readonly leadHours: ByAge;
  readonly leadSpread: number;
  /** How much one week's lead times differ from the next's, as a spread. */
  readonly unrest: number;
  /** How much one week's luck with deployments differs from the next's, 0–1. */
  readonly luck: number;
  readonly remedies: Remedies;
  /** Median minutes until users are well again. */
  readonly repairMinutes: number;
  /** Share of pull requests that a program opened. */
  readonly botShare: number;
  /** Share of releases whose first attempt fails. */
  readonly failedAttempts: number;
  /** Share of attempts that are given up. */
  readonly cancelled: number;
  /** Whether incidents are collected; null says that what the commit graph shows is enough. */
  readonly incidents: boolean | null;
  /** The PagerDuty service that tells of incidents; null = issues do. */
  readonly pager: string | null;
  /** Incidents a month that have nothing to do with a deployment. */
  readonly strayIncidents: number;
  /** Days ago between which asking for deployments failed. */
  readonly gap: { readonly from: number; readonly until: number } | null;
  /** Something that hurts users right now: its deployment so many days ago. */
  readonly unresolvedDaysAgo: number | null;
  /** An older version put back so many days ago without a word about it. */
  readonly hiddenRollbackDaysAgo: number | null;
  /** No release for so many days before now, while changes merged so many days ago wait. */
  readonly hold: { readonly days: number; readonly waiting: readonly number[] } | null;
  /** A deployment is under way right now. */
  readonly deploying: boolean;
  /** What the luck of the draw is to look like: nothing, or like an improvement of the last 90 days; null = as it comes. */
  readonly looks: 'calm' | 'better' | null;
  /** The provider sent things nobody could read. */
  readonly unreadable: boolean;
};

export const owned = (teamId: string) => (): readonly Ownership[] => [{ teamId, from: null, until: null }];

/** What most repositories have in common. */
export const ordinary = {
  sourceId: 'demo',
  days: 548,
  detection: 'deployments',
  merging: 'merge',
  places: ['production'],
  staging: false,
  pulls: 1.3,
  mostCommits: 3,
  leadSpread: 0.65,
  unrest: 0.3,
  luck: 0.9,
  remedies: { rollback: 4, hotfix: 3, revert: 1, forward: 2 },
  repairMinutes: 75,
  botShare: 0,
  failedAttempts: 0.04,
  cancelled: 0,
  incidents: true,
  pager: null,
  strayIncidents: 0.6,
  gap: null,
  unresolvedDaysAgo: null,
  hiddenRollbackDaysAgo: null,
  hold: null,
  deploying: false,
  looks: 'calm',
  unreadable: false,
} as const satisfies Partial<Behaviour>;
