/** What a chart shows, worked out before anything is drawn: points, axes, sentences. Pure. */

import type { WireEvidence, WireMetric, WireScope } from '../api.ts';
import { amount, days, decimal, duration, moment, periodOf, share, shortDay, some, type Unit } from '../format.ts';
import { contribution, intervalOf } from '../words.ts';

export type Mark = {
  /** Instant, in milliseconds. */
  readonly x: number;
  /** Null = a gap. */
  readonly y: number | null;
  readonly partial: boolean;
  readonly settling: boolean;
  /** What the tooltip says: the row of the table twin. */
  readonly title: string;
  readonly lines: readonly string[];
  /** A signal at this point, and whether it is for the better. */
  readonly signal?: 'better' | 'worse';
  /** Where the point leads: the page of its record. */
  readonly href?: string;
};

type Tick = { readonly value: number; readonly label: string };

export type Picture = {
  readonly marks: readonly Mark[];
  /** Dots stand for single records; points joined by a line for periods. */
  readonly joined: boolean;
  readonly log: boolean;
  /** Mean and limits of a process-behaviour chart. */
  readonly limits?: { readonly mean: number; readonly low: number; readonly high: number };
  /** The window within a chart that shows more than it. */
  readonly shaded?: { readonly from: number; readonly to: number };
  readonly x: { readonly min: number; readonly max: number; readonly ticks: readonly Tick[] };
  readonly y: { readonly min: number; readonly max: number; readonly ticks: readonly Tick[] };
};

type Series = NonNullable<WireMetric['series']>;
type Point = Series[number];

/** Why a period is to be read with care, or null. */
export function careOf({ partial, settling }: Pick<Point, 'partial' | 'settling'>): string | null {
  const said = [partial && 'partial', settling && 'settling'].filter((note) => note !== false).join(', ');
  return said === '' ? null : said;
}

/** What n counts, for one period. */
export const counted = (metric: Pick<WireMetric, 'id'>, n: number): string => some(n, one(metric));

export const one = ({ id }: Pick<WireMetric, 'id'>): string =>
  id === 'change-lead-time' ? 'change' : id === 'failed-deployment-recovery-time' ? 'restored failure' : 'deployment';

function markOf(metric: WireMetric, point: Point, scope: WireScope): Mark {
  const from = new Date(point.from);
  const to = new Date(point.to);
  const note = careOf(point);
  const left = Math.max(from.getTime(), Date.parse(scope.window.from));
  const right = Math.min(to.getTime(), Date.parse(scope.window.to));
  const interval = intervalOf({ ...point, unit: metric.unit });
  return {
    x: (left + right) / 2,
    y: point.value,
    partial: point.partial,
    settling: point.settling,
    title: `${days(from, to, scope.zone)}${note === null ? '' : ` (${note})`}`,
    lines: [
      point.value === null ? 'too little data' : amount(point.value, metric.unit),
      counted(metric, point.n),
      ...(interval ? [interval] : []),
      ...(metric.provisional ? ['provisional'] : []),
    ],
  };
}

const steps: Readonly<Record<Unit, readonly number[]>> = {
  seconds: [60, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000],
  per_day: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500],
  share: [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5],
};

/** The axis speaks of the same period as the headline. */
export const perPeriod = ({ value }: Pick<WireMetric, 'value'>) => periodOf(value ?? 1);

const labelOf = (value: number, unit: Unit): string =>
  value === 0 ? '0' : unit === 'seconds' ? duration(value) : unit === 'share' ? share(value) : decimal(value);

/** From zero in at most four even steps of the unit that is spoken: `spoken` of them are one of the unit the values are in. */
export function linear(highest: number, unit: Unit, spoken: number): Picture['y'] {
  const top = highest * spoken;
  const step = steps[unit].find((one) => top / one <= 4) ?? top / 4;
  const many = Math.max(1, Math.ceil(top / step - 1e-9));
  const ticks = Array.from({ length: many + 1 }, (_, index) => ({ value: (index * step) / spoken, label: labelOf(index * step, unit) }));
  return { min: 0, max: (many * step) / spoken, ticks };
}

const decades = [1, 10, 60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000, 31_536_000, 315_360_000];

export function logarithmic(values: readonly number[]): Picture['y'] {
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  const min = decades.findLast((tick) => tick <= lowest) ?? lowest;
  const max = decades.find((tick) => tick >= highest) ?? highest;
  const inside = decades.filter((tick) => tick >= min && tick <= max);
  const every = Math.ceil((inside.length - 1) / 3);
  const shown = inside.filter((_, index) => index % every === 0);
  return { min, max, ticks: shown.map((value) => ({ value, label: duration(value) })) };
}

/** Durations that span over two decades are drawn on a log scale; a zero among them cannot be. */
export const spansDecades = (values: readonly number[], unit: Unit): boolean =>
  unit === 'seconds' && Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > 100;

/** At most four starts of periods inside the window, none so near its end that its name would need more room than there is. */
function periods(series: Series, scope: WireScope): readonly Tick[] {
  const [min, max] = [Date.parse(scope.window.from), Date.parse(scope.window.to)];
  const starts = series.map((point) => Date.parse(point.from)).filter((at) => at >= min && at < max - (max - min) * 0.12);
  const every = Math.max(1, Math.ceil(starts.length / 4));
  return starts.filter((_, index) => index % every === 0).map((value) => ({ value, label: shortDay(new Date(value), scope.zone) }));
}

export function pictureOf(marks: readonly Mark[], metric: WireMetric, scope: WireScope, joined: boolean): Picture | null {
  const values = marks.flatMap(({ y }) => (y === null ? [] : [y]));
  if (values.length === 0) return null;
  const log = spansDecades(values, metric.unit);
  const x = { min: Date.parse(scope.window.from), max: Date.parse(scope.window.to), ticks: periods(metric.series ?? [], scope) };
  const smallest = { seconds: 60, per_day: 0.05, share: 0.05 }[metric.unit];
  const spoken = metric.unit === 'per_day' ? perPeriod(metric).times : 1;
  return { marks, joined, log, x, y: log ? logarithmic(values) : linear(Math.max(...values, smallest), metric.unit, spoken) };
}

/** The trend of a metric, or null when no period has a value. */
export const trendOf = (metric: WireMetric, scope: WireScope): Picture | null =>
  pictureOf(
    (metric.series ?? []).map((point) => markOf(metric, point, scope)),
    metric,
    scope,
    true,
  );

/** One dot for each record that counts, at what it adds. */
export function dotsOf(metric: WireMetric, items: WireEvidence['items'], scope: WireScope): Picture | null {
  const marks = items.flatMap((item): Mark[] =>
    item.contributes === null
      ? []
      : [
          {
            x: Date.parse(item.at),
            y: item.contributes,
            partial: false,
            settling: false,
            title: moment(new Date(item.at), scope.zone),
            lines: [contribution(metric.id, item.contributes), `${item.serviceId}: ${item.title}`],
          },
        ],
  );
  return pictureOf(
    [...marks].sort((a, b) => a.x - b.x),
    metric,
    scope,
    false,
  );
}

export const captions: Readonly<Record<WireMetric['id'], string>> = {
  'change-lead-time': 'Median',
  'deployment-frequency': 'Deployments',
  'failed-deployment-recovery-time': 'Median',
  'change-fail-rate': 'Share that failed',
  'deployment-rework-rate': 'Share unplanned',
};

/** What the axes are: "Median by week, log scale". */
export const captionOf = (metric: WireMetric, scope: WireScope, picture: Picture): string =>
  `${picture.joined ? `${captions[metric.id]}${metric.unit === 'per_day' ? ` a ${perPeriod(metric).period},` : ''} by ${scope.bucket}` : `Each ${one(metric)}`}${picture.log ? ', log scale' : ''}${metric.provisional ? ' · provisional' : ''}`;

/** One sentence for whoever does not see the chart. */
export function summaryOf(metric: WireMetric, scope: WireScope, picture: Picture): string {
  const drawn = picture.marks.flatMap(({ y, title }) => (y === null ? [] : [{ y, title }]));
  const lowest = drawn.reduce((a, b) => (b.y < a.y ? b : a), drawn[0] ?? { y: 0, title: '' });
  const highest = drawn.reduce((a, b) => (b.y > a.y ? b : a), drawn[0] ?? { y: 0, title: '' });
  const what = picture.joined
    ? `${metric.title} by ${scope.bucket}: ${drawn.length} of ${some(picture.marks.length, scope.bucket)} with a value`
    : `${metric.title}: ${counted(metric, drawn.length)}`;
  const said = (mark: { y: number; title: string }): string =>
    `${amount(mark.y, metric.unit)} ${picture.joined ? 'in' : 'on'} ${mark.title}`;
  return `${what}; lowest ${said(lowest)}, highest ${said(highest)}.`;
}
