import type { WireMetric, WireScope } from '../api.ts';
import { careOf, counted } from '../charts/picture.ts';
import { amount, count, range, shortDays } from '../format.ts';
import { provisionally, ruleInWords } from '../words.ts';

/** The chart in numbers. */
export function SeriesTable({ metric, scope }: { readonly metric: WireMetric; readonly scope: WireScope }) {
  const series = metric.series ?? metric.trend?.points ?? [];
  const unit = metric.series ? scope.bucket : (metric.trend?.unit ?? 'week');
  const signal = (from: string): string | null => {
    const found = metric.series ? [] : (metric.signals ?? []).filter(({ at }) => at === from);
    return found.length === 0 ? null : found.map(({ rule }) => ruleInWords(rule)).join(', ');
  };
  if (series.length === 0) return null;
  return (
    <details class="twin">
      <summary>Table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="scroll" tabIndex={0} aria-label={`${metric.title} by ${unit}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Period</th>
              <th scope="col">Value{provisionally(metric)}</th>
              <th scope="col" title={counted(metric, 2).replace(/^\S+ /, '')}>
                n
              </th>
              <th scope="col">95 % interval</th>
            </tr>
          </thead>
          <tbody>
            {series.map((point) => (
              <tr key={`${point.from} ${point.id ?? ''}`}>
                <th scope="row">
                  {shortDays(new Date(point.from), new Date(point.to), scope.zone)}
                  {signal(point.from) !== null && <strong> signal: {signal(point.from)}</strong>}
                  {careOf(point) !== null && <span class="quiet"> ({careOf(point)})</span>}
                </th>
                <td>{point.value === null ? 'too little data' : amount(point.value, metric.unit)}</td>
                <td>{count(point.n)}</td>
                <td>{point.interval === null ? '' : range(point.interval.low, point.interval.high, metric.unit, point.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
