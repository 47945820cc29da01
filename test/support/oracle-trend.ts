/** The naive oracle of trends: units of a calendar written as dates, each answered by a loop over everything (definitions.md §5). */

import type { OracleFacts } from './oracle-facts.ts';
import {
  isFailed,
  localMidnight,
  type OracleScope,
  oracleExposure,
  oracleFailRate,
  oracleFrequency,
  oracleLead,
  oracleRework,
  reasonOf,
  restoredAt,
} from './oracle-metrics.ts';

export type OraclePoint = { readonly from: number; readonly to: number; readonly n: number; readonly value: number | null };
export type OracleTrend = { readonly unit: string; readonly points: readonly (OraclePoint & { readonly partial: boolean })[] };

const DAY = 86_400_000;
const dayAfter = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

function dateAt(zone: string, at: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);
}

/** The first date of the unit a date lies in. */
function firstOf(unit: string, date: string): string {
  if (unit === 'week') return dayAfter(date, -((new Date(date).getUTCDay() + 6) % 7));
  const month = Number(date.slice(5, 7));
  const first = unit === 'month' ? month : month - ((month - 1) % 3);
  return `${date.slice(0, 4)}-${String(first).padStart(2, '0')}-01`;
}

/** First dates of as many units as a chart shows, and of the one after them. */
function datesOf(unit: string, last: string): readonly string[] {
  const count = { week: 26, month: 18, quarter: 12 }[unit] ?? 0;
  const dates = [firstOf(unit, last)];
  while (dates.length < count) dates.unshift(firstOf(unit, dayAfter(dates[0] ?? '', -1)));
  // The first date of the next unit is the first that is not in this one.
  let next = last;
  while (firstOf(unit, next) === dates.at(-1)) next = dayAfter(next, 1);
  return [...dates, next];
}

export type TrendScope = Omit<OracleScope, 'from' | 'exposureDays'> & { readonly zone: string; readonly covered: ReadonlySet<string> };

function unitTrend(unit: string, facts: OracleFacts, scope: TrendScope, answer: typeof oracleLead): OracleTrend {
  const dates = datesOf(unit, dateAt(scope.zone, Math.min(scope.to, scope.now) - 1));
  const known = [...scope.covered].sort()[0] ?? '';
  const points = dates.slice(1).map((end, index) => {
    const begin = dates[index] ?? end;
    const [from, to] = [localMidnight(scope.zone, begin), localMidnight(scope.zone, end)];
    const days: string[] = [];
    for (let date = begin; date < end; date = dayAfter(date, 1)) days.push(date);
    // Midnights are slow to find: nothing before the first day covered is exposed.
    const asked = begin < known ? [] : days;
    const exposureDays = oracleExposure(scope.zone, asked, (date) => dayAfter(date, 1), scope.covered, scope.now);
    const partial = to > scope.now || exposureDays < days.length;
    const { n, value } = answer(facts, { ...scope, from, to, exposureDays });
    const rate = partial ? null : n / exposureDays;
    return { from, to, n, partial, value: answer === oracleFrequency ? rate : value };
  });
  return { unit, points };
}

/** Half of the whole units have at least five, the middle of the two middle ones counting where there is no single one. */
function carries({ points }: OracleTrend): boolean {
  const sizes = points.flatMap(({ partial, n }) => (partial ? [] : [n])).sort((a, b) => a - b);
  if (sizes.length === 0) return false;
  const half = Math.floor(sizes.length / 2);
  return sizes.length % 2 === 1 ? (sizes[half] ?? 0) >= 5 : (sizes[half - 1] ?? 0) + (sizes[half] ?? 0) >= 10;
}

function rateTrend(facts: OracleFacts, scope: TrendScope, answer: typeof oracleLead): OracleTrend {
  for (const unit of ['week', 'month']) {
    const trend = unitTrend(unit, facts, scope, answer);
    if (carries(trend)) return trend;
  }
  return unitTrend('quarter', facts, scope, answer);
}

function recoveryTrend(facts: OracleFacts, scope: TrendScope): OracleTrend {
  const weeks = unitTrend('week', facts, scope, oracleFrequency).points;
  const inside = { ...scope, exposureDays: 0, from: weeks[0]?.from ?? 0, to: weeks.at(-1)?.to ?? 0 };
  const owner = (at: number) => scope.owners.find((o) => o.until === null || at < Date.parse(o.until))?.team;
  const points = facts.deployments.flatMap((d) => {
    const at = d.finished;
    if (at === null || at < inside.from || at >= inside.to || at >= scope.now) return [];
    if (scope.team !== null && owner(at) !== scope.team) return [];
    const restored = restoredAt(d);
    if (reasonOf(d, ['forward', 'baseline']) !== null || !isFailed(d) || restored === null || restored < at) return [];
    return [{ from: at, to: at, n: 1, partial: false, value: (restored - at) / 1000 }];
  });
  return { unit: 'failure', points: points.sort((a, b) => a.from - b.from || a.value - b.value) };
}

/** By metric. */
export function oracleTrends(facts: OracleFacts, scope: TrendScope): Readonly<Record<string, OracleTrend>> {
  return {
    'change-lead-time': unitTrend('week', facts, scope, oracleLead),
    'deployment-frequency': unitTrend('week', facts, scope, oracleFrequency),
    'failed-deployment-recovery-time': recoveryTrend(facts, scope),
    'change-fail-rate': rateTrend(facts, scope, oracleFailRate),
    'deployment-rework-rate': rateTrend(facts, scope, oracleRework),
  };
}
