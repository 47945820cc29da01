/** What titles, bodies, custom details, notes and related changes say about an incident: rightly, wrongly, or nothing. */

import { type Random, seededRandom } from '../../src/demo/random.ts';
import { type Life, type LifeCommit, type LifeIncident, type LifePull, type Rollout, topic } from './life.ts';
import { words } from './mix.ts';
import { DAY, draw, percent } from './plan.ts';

export type Said = {
  readonly title: string;
  readonly body: string | null;
  /** Of the alert that opened it, on PagerDuty. */
  readonly details: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
  /** Changes PagerDuty brings together with it, and why. */
  readonly changes: readonly { readonly rollout: Rollout; readonly reasons: readonly string[] }[];
  /** What the texts hold, for the tables: `cause`, `suspicion`, `repair`, `rollback target`, `old release`, `running version`, `related change`. */
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
  const mentions: string[] = [];
  const notes: string[] = [];
  const details: Record<string, string> = { service, region: 'eu-central-1' };
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
  const say = (mention: string, text: string): void => {
    mentions.push(mention);
    notes.push(text);
  };

  if (life.plan.versionInAlerts && origin === 'pagerduty' && running) {
    mentions.push('running version');
    details.version = running.tag ?? running.sha.slice(0, 7);
  }
  if (culprit && percent(random, words.causeNamed[origin])) say('cause', `Root cause: ${naming(random, service, culprit, twin)}`);
  const suspect = incident.before.at(-1);
  if (suspect && suspect !== culprit?.rollout && percent(random, words.wrongSuspicion)) {
    const pull = life.pulls.findLast((p) => p.mergedAt <= suspect.startedAt) ?? null;
    say('suspicion', `Could this be ${naming(random, service, { service, rollout: suspect, sha: suspect.sha, pull }, twin)}?`);
  }
  if (repair && percent(random, words.repairNamed))
    say('repair', `Fixed by ${random.chance(0.5) ? `#${repair.number}` : pullUrl(service, repair.number)}`);
  if (rolledBackTo && percent(random, words.rollbackTargetNamed))
    say('rollback target', `Rolled back to ${rolledBackTo.rollout?.tag ?? rolledBackTo.sha.slice(0, 7)}`);
  const old = life.rollouts[random.between(0, Math.max(0, life.rollouts.filter((r) => r.finishedAt < openedAt - 14 * DAY).length - 1))];
  if (old && old.finishedAt < openedAt && percent(random, words.oldReleaseNamed))
    say('old release', `Looks like what we saw after ${old.tag ?? old.sha.slice(0, 7)}`);

  const title = culprit?.service === service ? random.pick(titles['own deployment']) : random.pick(titles.other);
  const body = origin === 'issues' ? [`What happened: ${title}.`, ...notes].join('\n\n') : null;
  const changes = origin === 'pagerduty' && life.plan.changeEvents ? relatedChanges(random, incident, life) : [];
  if (changes.some(({ reasons }) => reasons.includes('intelligent'))) mentions.push('related change');
  return { title, body, details, notes: origin === 'issues' ? [] : notes, changes, mentions };
}

/** The three most recent changes of the last day, whatever the cause; sometimes PagerDuty also finds one that looks alike. */
function relatedChanges(random: Random, { openedAt, culprit, service }: LifeIncident, life: Life): Said['changes'] {
  const known = life.rollouts.filter((r) => r.succeeded && r.finishedAt <= openedAt && r.finishedAt > openedAt - 30 * DAY);
  const recent = known.filter((r) => r.finishedAt > openedAt - DAY).slice(-3);
  const related = new Map(recent.map((r): [Rollout, string[]] => [r, ['most_recent']]));
  if (known.length > 0 && percent(random, words.relatedByLearning)) {
    const right = culprit?.service === service && known.includes(culprit.rollout) && percent(random, words.learntRight);
    const found = right ? culprit.rollout : known[known.length - 1 - random.between(0, Math.min(4, known.length - 1))];
    if (found) related.set(found, [...(related.get(found) ?? []), 'intelligent']);
  }
  return [...related].map(([rollout, reasons]) => ({ rollout, reasons }));
}
