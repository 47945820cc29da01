/** The question a page asks, as it stands in the address: everything a reader chose, nothing else. */

import type { MetricId, StageId } from '../src/metrics/result.ts';

export type Bucket = 'day' | 'week' | 'month' | 'quarter';
export const buckets: readonly Bucket[] = ['day', 'week', 'month', 'quarter'];

export const metricIds: readonly MetricId[] = [
  'change-lead-time',
  'deployment-frequency',
  'failed-deployment-recovery-time',
  'change-fail-rate',
  'deployment-rework-rate',
];
const stages: readonly StageId[] = ['coding', 'pickup', 'review', 'deploy'];

/** What can be opened down to its records: a metric, or a stage of flow. */
export type Evidence = MetricId | `flow-${StageId}`;
const openable: readonly Evidence[] = [...metricIds, ...stages.map((id) => `flow-${id}` as const)];

/** Null = as the server does by default. */
export type Question = {
  readonly from: string | null;
  readonly to: string | null;
  readonly zone: string | null;
  /** Null = the process-behaviour chart; a step draws the window by that step. */
  readonly bucket: Bucket | null;
  readonly service: string | null;
  readonly team: string | null;
  readonly compare: boolean;
  readonly bots: 'included' | 'excluded';
  /** The number whose evidence is open. */
  readonly evidence: Evidence | null;
  /** The service the open evidence is about, where a page shows several. */
  readonly of: string | null;
  readonly tab: 'counted' | 'left-out' | null;
};

export type Query = Readonly<Record<string, string | undefined>>;

/** Reads an address; what it does not understand it leaves at the default. */
export function readQuestion(query: Query): Question {
  return {
    from: query.from ?? null,
    to: query.to ?? null,
    zone: query.zone ?? null,
    bucket: buckets.find((bucket) => bucket === query.bucket) ?? null,
    service: query.service ?? null,
    team: query.team ?? null,
    compare: query.compare !== 'none',
    bots: query.bots === 'excluded' ? 'excluded' : 'included',
    evidence: openable.find((id) => id === query.evidence) ?? null,
    of: query.of ?? null,
    tab: query.tab === 'counted' || query.tab === 'left-out' ? query.tab : null,
  };
}

/** What a choice looks like in the address; null = it is the default and left out. */
const written: { readonly [K in keyof Question]: (value: Question[K]) => string | null } = {
  from: (value) => value,
  to: (value) => value,
  zone: (value) => value,
  bucket: (value) => value,
  service: (value) => value,
  team: (value) => value,
  compare: (value) => (value ? null : 'none'),
  bots: (value) => (value === 'included' ? null : value),
  evidence: (value) => value,
  of: (value) => value,
  tab: (value) => value,
};

/** Choices as parameters of the address; only those given. */
export function paramsOf(some: Partial<Question>): Readonly<Record<string, string | null>> {
  const write = <K extends keyof Question>(key: K): [string, string | null][] => {
    const value = some[key];
    return value === undefined ? [] : [[key, written[key](value as Question[K])]];
  };
  return Object.fromEntries((Object.keys(written) as (keyof Question)[]).flatMap((key) => write(key)));
}

const withMark = (params: URLSearchParams): string => (params.size === 0 ? '' : `?${params}`);

/** The query of an address with some parameters set, and those that are null taken out. What it does not know stays. */
export function patched(search: string, changes: Readonly<Record<string, string | null>>): string {
  const params = new URLSearchParams(search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === '') params.delete(key);
    else params.set(key, value);
  }
  return withMark(params);
}

/** What goes along from page to page: the window, its zone and comparison. Not what was open or filtered there. */
const travelling = ['from', 'to', 'zone', 'bucket', 'compare', 'bots'] as const;

/** The query another page begins with. */
export function carried(question: Question, more: Readonly<Record<string, string | null>> = {}): string {
  const kept = paramsOf(Object.fromEntries(travelling.map((key) => [key, question[key]])));
  return patched('', { ...kept, ...more });
}

/** The same question for the interface: one service, or one team, or all. */
export function apiQuery(question: Question, more: Readonly<Record<string, string>> = {}): string {
  const { from, to, zone, service, team, bucket, compare, bots } = question;
  const whose = service === null ? { team } : { service };
  const written = { from, to, zone, ...whose, bucket, compare: compare ? 'previous' : null, bots: bots === 'excluded' ? bots : null };
  return patched('', { ...written, ...more });
}

/** The question of a page that shows charts: signals always, the window by a step where one was chosen. */
export const chartQuery = (question: Question): string =>
  apiQuery(question, { trend: 'true', ...(question.bucket !== null && { series: 'true' }) });

/** The address of a page about one thing, the window carried along. */
export const pageOf = (kind: 'services' | 'teams' | 'deployments' | 'incidents', id: string, question: Question): string =>
  `/${kind}/${encodeURIComponent(id)}${carried(question)}`;

/** Where the data quality behind a page's numbers is told: of its service, else of every service of its team or of all. */
export const qualityOf = (question: Question): string =>
  question.service === null
    ? `/quality${carried(question, { team: question.team })}`
    : `/services/${encodeURIComponent(question.service)}/quality${carried(question)}`;
