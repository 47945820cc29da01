/** Five metrics as a table for people: what is known, from how much, how sure, and what is missing. */

import type { Metric, Movement } from '../metrics/result.ts';
import { speak, speakDuration, speakInterval, speakValue } from './speak.ts';
import { textTable } from './table.ts';

/** A percentile with too few records says how many it needs (definitions.md §5). */
const percentile = (value: number | null, needed: number): string => (value === null ? `needs ${needed} records` : speakDuration(value));

function details(metric: Metric): readonly string[] {
  const { percentiles, open, activeDaysPerWeek } = metric;
  const spread =
    percentiles && metric.state === 'value' ? [`p75 ${percentile(percentiles.p75, 11)}, p90 ${percentile(percentiles.p90, 29)}`] : [];
  const days = activeDaysPerWeek ? [`${activeDaysPerWeek.toFixed(1)} days a week with a deployment`] : [];
  const waiting = open ? [`${open} not yet restored`] : [];
  const provisional = metric.provisional ? ['provisional: data quality is below 60'] : [];
  return [...spread, ...days, ...waiting, ...provisional];
}

function points(metric: Metric): readonly string[] {
  const listed = (metric.points ?? []).slice(0, 6).map((point) => `${point.title} ${speak(metric.unit, point.value)}`);
  const more = (metric.points?.length ?? 0) - listed.length;
  return listed.length === 0 ? [] : [`${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
}

/** One sentence on the state: what is needed where there is no value, else what belongs to the value. */
function remark(metric: Metric): string {
  if (metric.state === 'value') return details(metric).join('; ');
  return [metric.needs ?? '', ...points(metric)].filter((part) => part !== '').join(' So far: ');
}

const signalWords: Readonly<Record<Movement['verdict'], string>> = {
  better: 'better',
  worse: 'worse',
  mixed: 'mixed',
  no_signal: 'none',
  unknown: '–',
};

/** The table, and below it what is to be said about each metric. Signals have a column where the trend was asked for. */
export function metricTable(metrics: readonly Metric[]): string {
  const trended = metrics.some(({ movement }) => movement !== undefined);
  const signal = ({ movement }: Metric): readonly string[] => (trended ? [signalWords[movement?.verdict ?? 'unknown']] : []);
  const shown = (metric: Metric): string => `${speakValue(metric)}${metric.provisional && metric.value !== null ? ' (provisional)' : ''}`;
  const rows = metrics.map((metric) => [metric.title, shown(metric), String(metric.n), speakInterval(metric), ...signal(metric)]);
  const remarks = metrics.map((metric) => ({ title: metric.title, text: remark(metric) })).filter(({ text }) => text !== '');
  const table = textTable(['Metric', 'Value', 'n', '95 % interval', ...(trended ? ['Signal'] : [])], rows);
  return [table, ...(remarks.length > 0 ? ['', ...remarks.map(({ title, text }) => `${title}: ${text}`)] : [])].join('\n');
}
