/** What one service leaves behind: commits, pull requests, rollouts, incidents with their true cause. */

import { createHash } from 'node:crypto';
import type { Random } from '../../src/demo/random.ts';
import type { Answer, Cause } from './mix.ts';
import { HOUR, MINUTE, type ServicePlan } from './plan.ts';

export type LifeCommit = { readonly sha: string; readonly parents: readonly string[]; readonly at: number; readonly message: string };
export type LifePull = {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly branch: string;
  readonly labels: readonly string[];
  readonly openedAt: number;
  readonly mergedAt: number;
  readonly originals: readonly string[];
  readonly merge: string;
};
/** One attempt to bring a commit into production, in one or two places. */
export type Rollout = {
  readonly number: number;
  readonly sha: string;
  readonly tag: string | null;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly succeeded: boolean;
  /** False for what a detection by releases cannot see. */
  readonly recorded: boolean;
};
export type Fault = {
  readonly noticedAfter: number | null;
  /** Place on the default branch, and the commit and pull request that brought it. */
  readonly index: number;
  readonly sha: string;
  readonly pull: LifePull;
  fixedIndex: number | null;
  /** The rollout since which it has been running without a break; null = it does not run. */
  since: Rollout | null;
  planned: boolean;
};
/** What a rollout contains: the default branch up to an index, and faults repaired on a branch of its own. */
export type Content = {
  readonly index: number;
  readonly sha: string;
  readonly repaired: ReadonlySet<Fault>;
  readonly rollout: Rollout | null;
};
export type LifeIncident = {
  readonly service: string;
  readonly cause: Cause;
  readonly origin: 'issues' | 'pagerduty';
  readonly number: number;
  readonly openedAt: number;
  readonly resolvedAt: number | null;
  /** The truth: null = no deployment of any service. */
  readonly culprit: { readonly service: string; readonly rollout: Rollout; readonly sha: string; readonly pull: LifePull | null } | null;
  readonly otherService: { readonly service: string; readonly at: number } | null;
  readonly answer: Answer | 'precautionary rollback' | 'mitigating hotfix' | 'mitigating fix';
  readonly repair: LifePull | null;
  readonly rolledBackTo: Content | null;
  /** What was running, newest last. */
  readonly before: readonly Rollout[];
  readonly second: boolean;
};
export type Life = {
  readonly plan: ServicePlan;
  readonly commits: LifeCommit[];
  readonly pulls: LifePull[];
  readonly rollouts: Rollout[];
  readonly incidents: LifeIncident[];
};

export const contains = (content: Content, fault: Fault): boolean =>
  fault.index <= content.index && !(fault.fixedIndex !== null && fault.fixedIndex <= content.index) && !content.repaired.has(fault);

/** The default branch of one repository, as it grows. */
export type Branch = { readonly tips: { readonly sha: string; readonly at: number }[]; readonly life: Life; pull: number };

const words = [
  'cart',
  'search',
  'login',
  'invoice',
  'export',
  'cache',
  'retry',
  'locale',
  'queue',
  'limits',
  'webhook',
  'profile',
] as const;
export const topic = (random: Random): string => `${random.pick(words)} ${random.pick(words)}`;

export function addCommit(life: Life, parents: readonly string[], at: number, message: string): string {
  const sha = createHash('sha1').update(`${life.plan.name}/${life.plan.seed}/${life.commits.length}`).digest('hex');
  life.commits.push({ sha, parents, at: Math.round(at), message });
  return sha;
}

type Change = {
  readonly title: string;
  readonly message?: string;
  readonly body?: string;
  readonly branch?: string;
  readonly labels?: readonly string[];
};

/** A pull request, written and merged; squashed or with a merge commit, as the service does. */
export function merge(branch: Branch, random: Random, at: number, change: Change, commits: number, written: number): LifePull {
  const { life } = branch;
  const tip = branch.tips.at(-1)?.sha ?? '';
  branch.pull += 1;
  const number = branch.pull;
  const originals: string[] = [];
  for (let i = 0; i < commits; i += 1) {
    const message = i === 0 ? (change.message ?? change.title) : `${topic(random)}, part ${i + 1}`;
    originals.push(addCommit(life, [originals.at(-1) ?? tip], at - written * (1 - i / commits), message));
  }
  const text = change.message?.includes('\n') ? `\n\n${change.message.split('\n\n').slice(1).join('\n\n')}` : '';
  const merged = life.plan.squashes
    ? addCommit(life, [tip], at, `${change.title} (#${number})${text}`)
    : addCommit(life, [tip, originals.at(-1) ?? tip], at, `Merge pull request #${number} from acme/${change.branch ?? 'topic'}`);
  branch.tips.push({ sha: merged, at });
  const pull: LifePull = {
    number,
    title: change.title,
    body: change.body ?? null,
    branch: change.branch ?? `feature/${change.title.replaceAll(' ', '-')}-${number}`,
    labels: change.labels ?? [],
    openedAt: Math.round(at - written / 2),
    mergedAt: Math.round(at),
    originals,
    merge: merged,
  };
  life.pulls.push(pull);
  return pull;
}

/** How long a planned change is written before it is merged. */
export const writing = (random: Random): number => Math.min(random.around(14 * HOUR, 0.9), 200 * HOUR);
export const rolling = (random: Random): number => Math.min(Math.max(random.around(9 * MINUTE, 0.5), 2 * MINUTE), 40 * MINUTE);
export const later = (random: Random, minutes: number): number => Math.min(random.around(minutes, 0.8), minutes * 8) * MINUTE;
