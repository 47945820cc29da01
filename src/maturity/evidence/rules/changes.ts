/** Rules about merged changes: who and what looked at them, and how long they waited. */

import { amount, either, HOUR, type Judgement, spoken, topic } from '../topic.ts';
import { workingHours } from '../working-hours.ts';
import { type Change, loadChanges } from './load-changes.ts';

const since = (from: Date, to: Date): number => to.getTime() - from.getTime();

const unread: Judgement = { met: null, why: 'its checks are not known' };

const checked = ({ checks }: Change): Judgement =>
  checks === null ? unread : either(checks.finished > 0, `${checks.finished} checks had finished`, 'no check had finished');

/** What its default branch requires, where that is known and was there then; else every check. */
function failedOf({ checks, required }: Change): readonly string[] | null {
  if (checks === null) return null;
  return required.some((name) => checks.names.includes(name)) ? checks.failed.filter((name) => required.includes(name)) : checks.failed;
}

function green(change: Change): Judgement {
  const failed = failedOf(change);
  if (failed === null) return unread;
  if (change.checks?.names.length === 0) return { met: false, why: 'had no check' };
  return either(failed.length === 0, 'its checks succeeded', `merged although ${failed.join(', ')} did not succeed`);
}

const security =
  /codeql|code.?scanning|dependency.?review|snyk|trivy|semgrep|sonar|checkov|gitleaks|trufflehog|grype|bandit|gosec|brakeman|osv|zap|sast|security|vulnerab/i;

function scanned({ checks }: Change): Judgement {
  if (checks === null) return unread;
  const found = checks.names.find((name) => security.test(name));
  return either(found !== undefined, `looked at by ${found}`, 'no security check');
}

/** Both what a person and what machines say. */
function sameBar(change: Change): Judgement {
  if (change.approvals === 0) return { met: false, why: 'merged without the approval of a person' };
  return green(change);
}

export const changes = topic<Change>(['github'], loadChanges, [
  {
    rule: 'cul-2b',
    part: 'share',
    judge: ({ approvals }) => either(approvals > 0, 'approved by another person', 'merged without the approval of another person'),
  },
  {
    rule: 'cul-5b',
    part: 'from others',
    judge: ({ bot, fromOthers }) => (bot ? null : either(fromOthers, 'written by somebody of another team', 'written by the team')),
  },
  {
    rule: 'cul-5b',
    part: 'first review',
    judge: ({ bot, fromOthers, readyAt, firstReviewAt }) => {
      if (bot || !fromOthers || firstReviewAt === null || firstReviewAt < readyAt) return null;
      return amount(since(readyAt, firstReviewAt) / HOUR, () => `first review after ${spoken(since(readyAt, firstReviewAt))}`);
    },
  },
  {
    rule: 'cid-4a',
    part: 'open to merge',
    judge: ({ bot, openedAt, mergedAt }) => {
      if (bot || mergedAt < openedAt) return null;
      return amount(since(openedAt, mergedAt) / HOUR, () => `merged ${spoken(since(openedAt, mergedAt))} after it was opened`);
    },
  },
  {
    rule: 'dex-3a',
    part: 'first review',
    judge: ({ bot, readyAt, firstReviewAt }, { zone }) => {
      if (bot || firstReviewAt === null || firstReviewAt < readyAt) return null;
      const hours = workingHours(readyAt, firstReviewAt, zone);
      return amount(hours, () => `first review after ${hours.toFixed(1)} working hours`);
    },
  },
  {
    rule: 'plt-3b',
    part: 'changes',
    judge: ({ bot, namesWorkItem }) => (bot ? null : either(namesWorkItem, 'names a work item', 'names no work item')),
  },
  { rule: 'cid-2a', part: 'share', judge: checked },
  { rule: 'cid-3a', part: 'green', judge: green },
  { rule: 'sec-3a', part: 'share', judge: scanned },
  { rule: 'aim-3a', part: 'share', judge: (change) => (change.assisted ? sameBar(change) : null) },
]);
