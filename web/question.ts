/** The question a page asks, as it stands in the address: everything a reader chose, nothing else. */

import type { MetricId } from '../src/metrics/result.ts';

export type Bucket = 'day' | 'week' | 'month' | 'quarter';
export const buckets: readonly Bucket[] = ['day', 'week', 'month', 'quarter'];

const metricIds: readonly MetricId[] = [
  'change-lead-time',
  'deployment-frequency',
  'failed-deployment-recovery-time',
  'change-fail-rate',
  'deployment-rework-rate',
];

/** Null = as the server does by default. */
export type Question = {
  readonly from: string | null;
  readonly to: string | null;
  readonly zone: string | null;
  readonly bucket: Bucket;
  readonly service: string | null;
  readonly team: string | null;
  readonly compare: boolean;
  /** The metric whose evidence is open. */
  readonly evidence: MetricId | null;
};

type Query = Readonly<Record<string, string | undefined>>;

/** Reads an address; what it does not understand it leaves at the default. */
export function readQuestion(query: Query): Question {
  return {
    from: query.from ?? null,
    to: query.to ?? null,
    zone: query.zone ?? null,
    bucket: buckets.find((bucket) => bucket === query.bucket) ?? 'week',
    service: query.service ?? null,
    team: query.team ?? null,
    compare: query.compare !== 'none',
    evidence: metricIds.find((id) => id === query.evidence) ?? null,
  };
}

function queryOf(pairs: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(pairs).flatMap(([key, value]): [string, string][] => (value === null ? [] : [[key, value]]));
  const text = new URLSearchParams(given).toString();
  return text === '' ? '' : `?${text}`;
}

/** The address's query; defaults are left out. */
export function writeQuestion(question: Question): string {
  const { bucket, compare, ...rest } = question;
  return queryOf({ ...rest, bucket: bucket === 'week' ? null : bucket, compare: compare ? null : 'none' });
}

/** The same question for the interface: one service, or one team, or all. */
export function apiQuery(question: Question, more: Readonly<Record<string, string>> = {}): string {
  const { from, to, zone, service, team, bucket, compare } = question;
  const whose = service === null ? { team } : { service };
  return queryOf({ from, to, zone, ...whose, bucket, compare: compare ? 'previous' : 'none', ...more });
}
