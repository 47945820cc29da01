/** Data quality in words: what each part means, where it is mended, and a rule for incidents nobody takes. Pure. */

import type { UnmappedGroup } from '../src/metrics/quality-incidents.ts';
import type { QualityRow, ServiceQuality } from '../src/metrics/quality-services.ts';
import type { MetricId, Quality } from '../src/metrics/result.ts';
import type { Wire } from './api.ts';
import { count, decimal, grade, some } from './format.ts';
import { carried, type Question } from './question.ts';

export type WireQualityRow = Wire<QualityRow>;
export type WireServiceQuality = Wire<ServiceQuality>;

type Place = { readonly href: string; readonly name: string };
export type PartWords = {
  readonly part: string;
  /** Points it can take at most. */
  readonly most: number;
  readonly means: string;
  /** The metrics it bears on; null = all. */
  readonly metrics: readonly MetricId[] | null;
  readonly place: (serviceId: string, question: Question) => Place;
};

const stability: readonly MetricId[] = ['failed-deployment-recovery-time', 'change-fail-rate', 'deployment-rework-rate'];
const lead: readonly MetricId[] = ['change-lead-time'];

const sources = (): Place => ({ href: '/sources', name: 'Sources and their days' });
const list =
  (path: string, name: string, more: Readonly<Record<string, string>>) =>
  (service: string, question: Question): Place => ({
    href: `${path}${carried(question, { service, ...more })}`,
    name,
  });

/** Every part of definitions.md §7, in its order. */
export const parts: readonly PartWords[] = [
  {
    part: 'days collected',
    most: 40,
    means: 'Days of the window that failed or were never asked for, of everything its rules need; for stability also its incidents.',
    metrics: null,
    place: sources,
  },
  {
    part: 'freshness',
    most: 20,
    means: 'Its newest successful collection is older than a day (5) or a week (20).',
    metrics: null,
    place: sources,
  },
  {
    part: 'payloads understood',
    most: 30,
    means: 'Payloads read since the window began that could not be understood: 10, or 30 where they are more than 1\u202f%.',
    metrics: null,
    place: sources,
  },
  {
    part: 'deployed commits known',
    most: 30,
    means: 'Production deployments whose commit was never collected: what they delivered is not known.',
    metrics: null,
    place: list('/deployments', 'Its deployments', { tier: 'production' }),
  },
  {
    part: 'parents known',
    most: 20,
    means: 'Commits with a parent that was never collected: where history ends, so does what a deployment is known to hold.',
    metrics: lead,
    place: sources,
  },
  {
    part: 'originals of squashes known',
    most: 15,
    means: 'Delivered pull requests whose own commits are not known after a squash: the merged commit is younger than the work.',
    metrics: lead,
    place: list('/changes', 'Its changes', { state: 'delivered' }),
  },
  {
    part: 'incidents mapped',
    most: 25,
    means: 'Incidents that no service takes, or that a rule only proposed and nobody decided.',
    metrics: stability,
    place: list('/incidents', 'Its proposed incidents', { state: 'proposed' }),
  },
];

export const partWords = (part: string): PartWords | null => parts.find((one) => one.part === part) ?? null;

/** "−22", with a digit where it matters. */
export const taken = (points: number): string => `−${points >= 10 && !Number.isInteger(points) ? grade(points) : decimal(points)}`;

/** What became of a part: points taken, none, or why none. */
export function partIn(quality: Quality, part: string, metric: MetricId | null): string {
  const words = partWords(part);
  if (metric !== null && words !== null && words.metrics !== null && !words.metrics.includes(metric)) return 'does not apply';
  const found = quality.deductions.find((one) => one.part === part);
  if (found !== undefined) return taken(found.points);
  return quality.notAssessed.includes(part) ? 'not assessed' : '0';
}

/** The sentence a page of quality begins with. */
export function qualityInWords({ score, deductions }: Quality): string {
  if (score === null) return 'Without a source there is nothing to assess';
  const [most] = deductions.toSorted((a, b) => b.points - a.points);
  if (most === undefined) return `Quality ${grade(score)}: nothing was deducted`;
  return `Quality ${grade(score)}: most is lost by ${most.part} (${taken(most.points)})`;
}

const yaml = (text: string): string => (/^[A-Za-z][\w./-]*$/.test(text) ? text : JSON.stringify(text));

const originNames: Readonly<Record<string, string>> = { pagerduty: 'PagerDuty', issues: 'Issues', events: 'Posted events' };
export const originInWords = (origin: string): string => originNames[origin] ?? origin;

/** What is told of whom: the service of the provider, or the repository of issues. */
export function groupName({ name, providerService, repositoryId, origin }: Wire<UnmappedGroup>): string {
  return name ?? providerService ?? (origin === 'issues' ? repositoryId : 'no service named');
}

/** A line for plumbline.yaml under which these incidents belong to a service; null where no rule can name them. */
export function ruleLine(group: Wire<UnmappedGroup>): string | null {
  const { origin, providerService, name } = group;
  if (origin === 'issues') return `repositories: [${yaml(groupName(group))}]`;
  // A rule for posted events takes all of them.
  if (origin === 'events') return '- { from: events }';
  if (providerService === null) return null;
  const comment = name === null ? '' : `  # ${name.replaceAll(/\s+/g, ' ')}`;
  return `- { from: ${origin}, services: [${yaml(providerService)}] }${comment}`;
}

/** "12 of 340 incidents of its sources belong to no service; 3 of its own 40 incidents wait for a decision." */
export function incidentsInWords({ own, proposed, unmapped, of }: WireServiceQuality['incidents']): string {
  const nobody =
    unmapped === 0
      ? 'No incident of its sources is without a service'
      : `${count(unmapped)} of ${some(of, 'incident')} of its sources ${unmapped === 1 ? 'belongs' : 'belong'} to no service`;
  const ofOwn = `of its own ${some(own, 'incident')}`;
  const waiting =
    own === 0
      ? 'it had none of its own'
      : proposed === 0
        ? `none ${ofOwn} waits for a decision`
        : `${count(proposed)} ${ofOwn} ${proposed === 1 ? 'waits' : 'wait'} for a decision`;
  return `${nobody}; ${waiting}.`;
}
