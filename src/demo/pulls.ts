/** Pull requests: from the first commit through reviews to what the merge leaves on main. */

import { awake, dawn, HOUR, later, MINUTE } from './calendar.ts';
import type { SimulatedCommit, SimulatedPull, SimulatedReview } from './life.ts';
import { head, newNumber, newSha, type Stage } from './stage.ts';
import { followUp, slug } from './words.ts';

/** A pull request as it is meant to go. */
export type Plan = {
  readonly title: string;
  readonly body?: string;
  readonly branch: string;
  /** Message of the first commit; default the title. */
  readonly message?: string;
  readonly author: string;
  readonly commits: number;
  readonly first: Date;
  readonly mergedAt: Date;
  /** In a monorepo the folders it touches. */
  readonly folders: readonly string[];
};

const clamp = (at: Date, low: Date, high: Date): Date => new Date(Math.min(high.getTime(), Math.max(low.getTime(), at.getTime())));

/** Of the way from one instant to another, a share, moved to when somebody is awake. */
function between(stage: Stage, from: Date, to: Date, share: number): Date {
  const at = later(from, (to.getTime() - from.getTime()) * share);
  return clamp(awake(at, stage.random.between(1, dawn)), from, to);
}

/** The commit a branch begins at: the newest of main when its first commit was written. */
function baseOf(stage: Stage, at: Date): string {
  for (let i = stage.main.length - 1; i > 0; i -= 1) {
    const commit = stage.main[i];
    if (commit !== undefined && commit.committedAt <= at) return commit.sha;
  }
  return stage.main[0]?.sha ?? '';
}

function pathsOf(stage: Stage, plan: Plan, message: string): readonly string[] | null {
  if (stage.behaviour.parts.length === 1) return null;
  return plan.folders.flatMap((folder) => [`${folder}/src/${slug(message)}.ts`, `${folder}/test/${slug(message)}.test.ts`]);
}

/** The last commit of some comes after the first review. */
function originalsOf(stage: Stage, plan: Plan, openedAt: Date, reviewedAt: Date): readonly SimulatedCommit[] {
  const originals: SimulatedCommit[] = [];
  const remarks = plan.commits > 1 && stage.random.chance(0.4);
  for (let i = 0; i < plan.commits; i += 1) {
    const late = remarks && i === plan.commits - 1;
    const at =
      i === 0
        ? plan.first
        : late
          ? between(stage, reviewedAt, plan.mergedAt, 0.4)
          : between(stage, plan.first, openedAt, (i / plan.commits) * (0.6 + 0.4 * stage.random.next()));
    const message = i === 0 ? (plan.message ?? plan.title) : followUp(stage.random);
    const previous = originals.at(-1);
    const authoredAt = previous !== undefined && at <= previous.authoredAt ? later(previous.authoredAt, MINUTE) : at;
    originals.push({
      sha: newSha(stage),
      parents: [previous?.sha ?? baseOf(stage, plan.first)],
      authoredAt,
      committedAt: authoredAt,
      author: plan.author,
      message,
      paths: pathsOf(stage, plan, message),
    });
  }
  return originals;
}

const isBot = (login: string): boolean => login.endsWith('[bot]');

/** Up to three reviews; of urgent changes one, quickly. Some authors comment on their own before anybody else looks. */
function reviewsOf(stage: Stage, plan: Plan, number: number, openedAt: Date, reviewedAt: Date): readonly SimulatedReview[] {
  const { random, behaviour } = stage;
  const others = behaviour.people.filter((person) => person !== plan.author);
  const first = others[random.between(0, others.length - 1)] ?? behaviour.people[0];
  const second = others.find((person) => person !== first) ?? first;
  const review = (author: string, state: SimulatedReview['state'], at: Date) => ({ author, state, at });
  const found = [
    ...(random.chance(0.1) ? [review(plan.author, 'COMMENTED', between(stage, openedAt, reviewedAt, 0.3))] : []),
    ...(random.chance(0.65)
      ? [review(first, 'APPROVED', reviewedAt)]
      : [
          review(first, random.chance(0.5) ? 'CHANGES_REQUESTED' : 'COMMENTED', reviewedAt),
          ...(random.chance(0.4) ? [review(second, 'APPROVED', between(stage, reviewedAt, plan.mergedAt, 0.5))] : []),
          review(first, 'APPROVED', between(stage, reviewedAt, plan.mergedAt, 0.8)),
        ]),
  ];
  if (isBot(plan.author) && random.chance(0.4)) return [];
  return found.map((each, i) => ({ id: number * 10 + i, ...each }));
}

/** What the merge leaves on main, oldest first. */
function merged(stage: Stage, plan: Plan, number: number, originals: readonly SimulatedCommit[]): readonly SimulatedCommit[] {
  const { mergedAt, title, author } = plan;
  const target = head(stage).sha;
  const one = (parents: readonly string[], message: string, paths: SimulatedCommit['paths']): SimulatedCommit => ({
    sha: newSha(stage),
    parents,
    authoredAt: mergedAt,
    committedAt: mergedAt,
    author,
    message,
    paths,
  });
  switch (stage.behaviour.merging) {
    case 'merge': {
      const message = `Merge pull request #${number} from acme-demo/${plan.branch}\n\n${title}`;
      // git lists no paths of a merge.
      return [one([target, originals.at(-1)?.sha ?? ''], message, stage.behaviour.parts.length === 1 ? null : [])];
    }
    case 'squash':
      return [one([target], `${title} (#${number})${plan.message === undefined ? '' : `\n\n${plan.message}`}`, null)];
    default: {
      let parent = target;
      return originals.map((original) => {
        const copy = { ...original, sha: newSha(stage), parents: [parent], committedAt: mergedAt };
        parent = copy.sha;
        return copy;
      });
    }
  }
}

/** Merges it; everything before it has been merged already. */
export function addPull(stage: Stage, plan: Plan): SimulatedPull {
  const { random } = stage;
  const urgent = plan.mergedAt.getTime() - plan.first.getTime() < 2 * HOUR;
  const openedAt = between(stage, plan.first, plan.mergedAt, 0.12 + 0.38 * random.next());
  const reviewedAt = between(stage, openedAt, plan.mergedAt, urgent ? 0.5 : 0.2 + 0.5 * random.next());
  const originals = originalsOf(stage, plan, openedAt, reviewedAt);
  const direct = stage.behaviour.merging === 'direct';
  const number = direct ? 0 : newNumber(stage);
  const left = merged(stage, plan, number, originals);
  stage.main.push(...left);
  stage.cut = plan.mergedAt;
  for (const each of stage.parts) {
    const { folder } = each.part;
    if (folder === null || plan.folders.includes(folder) || plan.folders.includes('libs/shared')) each.changed = true;
  }
  const { title, branch, author, mergedAt, body = null } = plan;
  const reviews = direct ? [] : reviewsOf(stage, plan, number, openedAt, reviewedAt);
  const mergeSha = left.at(-1)?.sha ?? '';
  const pull = { number, title, body, branch, author, draft: false, openedAt, mergedAt, originals, mergeSha, reviews };
  if (!direct) stage.pulls.push(pull);
  return pull;
}
