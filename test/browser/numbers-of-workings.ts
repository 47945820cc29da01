/** What sources, settings and evidence sheets must say, as phrases in the order of the page, made of answers of the interface. */

import type { CoveragePage, RejectedRow, Settings, SourceRow, WireAnswer, WireEvidence, WireMetric, WireScope } from '../../web/api.ts';
import { coverageInWords, lengthOf, monthTicks, objectName, readingInWords, segmentInWords, segments } from '../../web/coverage.ts';
import { amount, count, day, duration, moment, some } from '../../web/format.ts';
import { type Known, sectionsOf } from '../../web/settings-sections.ts';
import { answerOf, contribution, total } from '../../web/words.ts';
import type { Phrases } from './numbers.ts';
import { reckoned } from './numbers-of-metrics.ts';

const at = (instant: string | null, zone: string): string | null => (instant === null ? null : moment(new Date(instant), zone));

const shown = 24;

/** Days asked for, as strips or as a table. */
function coverage(page: CoveragePage, zone: string, as: 'strips' | 'table'): Phrases {
  const rows = page.items;
  const all = page.total ?? rows.length;
  const utc = (date: string): string => day(new Date(`${date}T00:00:00Z`), 'UTC');
  const strips = [
    monthTicks(page).map(({ year }) => year),
    rows.map((row, index) => {
      const last = segments(row, page).at(-1);
      return [
        rows[index - 1]?.repositoryId === row.repositoryId ? null : row.repository,
        objectName(row.object),
        `${row.repository}, ${objectName(row.object)}: ${coverageInWords(row, page)}`,
        last && segmentInWords(last, page),
        readingInWords(row, zone),
      ];
    }),
  ];
  const table = rows.map((row) => {
    const { fetched, empty, failed } = row.days;
    const never = lengthOf(page) - fetched - empty - failed;
    return [row.repository, [fetched, empty, failed, never].map(count), readingInWords(row, zone), at(row.askedAt, zone)];
  });
  return [
    `${utc(page.from)} – ${utc(page.until)}`,
    all > 8 ? (all > shown ? `${count(shown)} of ${some(all, 'list')}` : some(all, 'list')) : null,
    as === 'strips' ? strips : table,
    all > shown ? `More (${count(all - shown)})` : null,
  ];
}

export type SourceAnswers = { readonly source: SourceRow; readonly days: CoveragePage; readonly rejected: readonly RejectedRow[] };

/** Sources of the demonstration: none is under way, and none failed. */
export function sources(all: readonly SourceAnswers[], zone: string, as: 'strips' | 'table'): Phrases {
  return [
    some(all.length, 'source'),
    all.map(({ source, days, rejected }) => [
      [source.id, source.kind === source.id ? null : source.kind, source.stateReason],
      at(source.lastSuccessAt, zone),
      source.demo ? null : at(source.nextRunAt, zone),
      // PagerDuty has none.
      source.kind === 'pagerduty' ? null : count(source.repositories),
      source.rejected === 0 ? null : count(source.rejected),
      source.url,
      source.rejected === 0 ? null : some(source.rejected, 'payload'),
      rejected.map((row) => [row.externalId, row.repository, at(row.fetchedAt, zone), row.reason]),
      source.rejected > rejected.length ? `More (${count(source.rejected - rejected.length)})` : null,
      coverage(days, zone, as),
    ]),
  ];
}

/** The settings with every group open, and what each number means. */
export function settings(known: Known, { metrics }: WireAnswer): Phrases {
  const { version, zone, now }: Settings = known.settings;
  return [
    sectionsOf(known).map(({ title, note, groups }) => [
      [title, groups.length > 1 ? count(groups.length) : null, note],
      groups.map((group) => [group.title, group.beside, group.rows.map(({ name, value, mark }) => [name, value, mark])]),
    ]),
    `So they look: 1,234,567 · 3.4 · ${moment(new Date(now), zone)}`,
    `Plumbline ${version}`,
    metrics.map(({ definition }) => definition),
  ];
}

type Sheet = {
  readonly title: string;
  readonly definition: string;
  readonly equation: string | null | undefined;
  readonly counts: WireMetric['counts'];
  readonly say: (contributes: number) => string;
  readonly zone: string;
};

/** The sheet of a number, at the records that count or at those left out. */
function sheet({ title, definition, equation, counts, say, zone }: Sheet, { items, totals }: WireEvidence, tab: Tab): Phrases {
  const left = total(counts.excluded);
  return [
    [title, definition, equation],
    `${some(counts.included + left, 'record')} considered: ${count(counts.included)} counted, ${count(left)} left out`,
    [`Counted (${count(counts.included)})`, `Left out (${count(left)})`],
    tab === 'counted' || left === 0
      ? null
      : Object.entries(totals.excluded)
          .sort(([, a], [, b]) => b - a)
          .map(([reason, n]) => [count(n), reason]),
    items.map((item) => [
      item.title,
      item.contributes === null ? item.reason : say(item.contributes),
      `${at(item.at, zone)} · ${item.serviceId} · fetched ${at(item.fetchedAt, zone)}`,
    ]),
  ];
}

export type Tab = 'counted' | 'left-out';

/** The tab a sheet opens with. */
export const tabOf = ({ included, excluded }: WireMetric['counts']): Tab =>
  included === 0 && total(excluded) > 0 ? 'left-out' : 'counted';

/** "2 d 3 h = median of 647 changes". */
export const equationOf = (metric: WireMetric, scope: WireScope): string | null =>
  metric.value === null ? null : `${amount(metric.value, metric.unit)} = ${reckoned(metric, scope)}`;

export function metricSheet(metric: WireMetric, scope: WireScope, evidence: WireEvidence, tab: Tab): Phrases {
  const { definition, counts, needs } = metric;
  const say = (contributes: number): string => contribution(metric.id, contributes);
  const equation = equationOf(metric, scope) ?? needs;
  return sheet({ title: answerOf(metric, scope), definition, equation, counts, say, zone: scope.zone }, evidence, tab);
}

type Stage = { readonly p50: number | null; readonly n: number; readonly excluded: Readonly<Record<string, number>> };

export function stageSheet({ p50, n, excluded }: Stage, { zone }: WireScope, evidence: WireEvidence, tab: Tab): Phrases {
  const median = p50 === null ? null : duration(p50);
  const title = median === null ? `(${n})` : median;
  const equation =
    median === null ? `at least 6 pull requests; there ${n === 1 ? 'is' : 'are'} ${n}` : `${median} = median of ${some(n, 'pull request')}`;
  return sheet({ title, definition: '', equation, counts: { included: n, excluded }, say: duration, zone }, evidence, tab);
}
