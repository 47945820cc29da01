/** What titles, bodies, custom details, notes and change events say about an incident: rightly, wrongly, or nothing. */

import { type Random, seededRandom } from '../../src/demo/random.ts';
import type { IncidentEntryKind } from '../../src/domain/records.ts';
import { type Life, type LifeCommit, type LifeIncident, type LifePull, type Rollout, topic } from './life.ts';
import { words } from './mix.ts';
import { DAY, draw, percent } from './plan.ts';

export type Said = {
  readonly title: string;
  readonly body: string | null;
  readonly entries: readonly { readonly kind: IncidentEntryKind; readonly at: number; readonly text: string | null }[];
  /** What the texts hold, for the tables: `cause`, `suspicion`, `repair`, `rollback target`, `old release`, `running version`, `change events`. */
  readonly mentions: readonly string[];
};

const site = (service: string): string => `https://github.com/acme/${service}`;
export const pullUrl = (service: string, number: number): string => `${site(service)}/pull/${number}`;
export const commitUrl = (service: string, sha: string): string => `${site(service)}/commit/${sha}`;
export const releaseUrl = (service: string, tag: string): string => `${site(service)}/releases/tag/${tag}`;
export const deploymentUrl = (service: string, rollout: number): string => `${site(service)}/deployments/${rollout}`;

type Cause = { readonly service: string; readonly rollout: Rollout; readonly sha: string; readonly pull: LifePull | null };

/** Names a deployment in one of the ways people do. Where a way is not possible the next better one is taken. */
function naming(random: Random, from: string, { service, rollout, sha, pull }: Cause, twin: (sha: string) => void): string {
  const way = draw(random, words.how);
  if (way === 'release' && rollout.tag !== null) return rollout.tag;
  if (way === 'deployment link') return rollout.tag === null ? deploymentUrl(service, rollout.number) : releaseUrl(service, rollout.tag);
  if (way === 'pull request link' && pull) return pullUrl(service, pull.number);
  if (way === 'pull request number' && pull) return service === from ? `#${pull.number}` : `acme/${service}#${pull.number}`;
  if (way !== 'short sha') return sha;
  if (percent(random, words.ambiguousShortSha)) twin(sha);
  return sha.slice(0, 7);
}

const titles = {
  'own deployment': ['5xx rate above 2 %', 'Checkout answers slowly', 'Jobs fail since this morning', 'Users cannot save their profile'],
  other: ['Error budget burns', 'Latency p99 above 3 s', 'Connections refused', 'Health check fails', 'Queue grows'],
} as const;

/** What one incident says. Its random numbers are its own, so texts change nothing about what happened. */
export function textsOf(incident: LifeIncident, life: Life, twins: LifeCommit[]): Said {
  const random = seededRandom(life.plan.seed ^ (incident.number * 2_654_435_761));
  const { culprit, repair, rolledBackTo, origin, openedAt } = incident;
  const service = life.plan.name;
  const end = incident.resolvedAt ?? openedAt + DAY;
  const mentions: string[] = [];
  const notes: string[] = [];
  const details: string[] = [`service: ${service}`];
  const running = life.rollouts.findLast((r) => r.succeeded && r.finishedAt <= openedAt);
  // A commit of a branch nobody merged yet that begins with the same seven digits.
  const twin = (sha: string): void => {
    twins.push({
      sha: `${sha.slice(0, 7)}${sha.slice(7).split('').reverse().join('')}`,
      parents: [],
      at: openedAt,
      message: topic(random),
    });
  };
  const say = (mention: string, list: string[], text: string): void => {
    mentions.push(mention);
    list.push(text);
  };

  if (life.plan.versionInAlerts && origin === 'pagerduty' && running)
    say('running version', details, `version: ${running.tag ?? running.sha.slice(0, 7)}`);
  if (culprit && percent(random, words.causeNamed[origin])) say('cause', notes, `Root cause: ${naming(random, service, culprit, twin)}`);
  const suspect = incident.before.at(-1);
  if (suspect && suspect !== culprit?.rollout && percent(random, words.wrongSuspicion)) {
    const pull = life.pulls.findLast((p) => p.mergedAt <= suspect.startedAt) ?? null;
    say('suspicion', notes, `Could this be ${naming(random, service, { service, rollout: suspect, sha: suspect.sha, pull }, twin)}?`);
  }
  if (repair && percent(random, words.repairNamed))
    say('repair', notes, `Fixed by ${random.chance(0.5) ? `#${repair.number}` : pullUrl(service, repair.number)}`);
  if (rolledBackTo && percent(random, words.rollbackTargetNamed))
    say('rollback target', notes, `Rolled back to ${rolledBackTo.rollout?.tag ?? rolledBackTo.sha.slice(0, 7)}`);
  const old = life.rollouts[random.between(0, Math.max(0, life.rollouts.filter((r) => r.finishedAt < openedAt - 14 * DAY).length - 1))];
  if (old && old.finishedAt < openedAt && percent(random, words.oldReleaseNamed))
    say('old release', notes, `Looks like what we saw after ${old.tag ?? old.sha.slice(0, 7)}`);

  const title = culprit?.service === service ? random.pick(titles['own deployment']) : random.pick(titles.other);
  if (origin === 'issues') {
    return { title, body: [`What happened: ${title}.`, ...notes].join('\n\n'), entries: [], mentions };
  }
  const entries: Said['entries'][number][] = [
    { kind: 'opened', at: openedAt, text: details.join('\n') },
    { kind: 'acknowledged', at: Math.round(openedAt + 0.1 * (end - openedAt)), text: null },
    ...notes.map((text) => ({ kind: 'note' as const, at: Math.round(openedAt + 0.8 * (end - openedAt)), text })),
  ];
  if (incident.resolvedAt !== null) entries.push({ kind: 'resolved', at: incident.resolvedAt, text: null });
  return { title, body: null, entries, mentions };
}

/** Change events a pipeline sends: what PagerDuty calls the most recent ones, whatever the cause. */
export function recentChanges(incident: LifeIncident, life: Life): readonly string[] {
  if (!life.plan.changeEvents || incident.origin !== 'pagerduty') return [];
  const recent = life.rollouts.filter((r) => r.succeeded && r.finishedAt <= incident.openedAt && r.finishedAt > incident.openedAt - DAY);
  return recent.slice(-3).map((r) => `Deployed ${life.plan.name} ${r.tag ?? ''} ${commitUrl(life.plan.name, r.sha)}`);
}
