/** The naive oracle, second half: facts to answers, by loops over everything, straight from definitions.md §3 and §5. */

import type { OracleDeployment, OracleFacts } from './oracle-facts.ts';

export type OracleScope = {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** Null = the whole organisation. */
  readonly team: string | null;
  readonly owners: readonly { readonly team: string; readonly until: string | null }[];
  /** Days of exposure of the window (see `oracleExposure`). */
  readonly exposureDays: number;
  readonly clock: 'authored' | 'committed' | 'first_commit_of_pull_request' | 'merged';
};

export type OracleAnswer = {
  state: 'value' | 'too_little_data';
  value: number | null;
  n: number;
  excluded: Record<string, number>;
  numerator?: number;
  denominator?: number;
  open?: number;
  percentiles?: { p50: number | null; p75: number | null; p90: number | null };
};

/** Type 7: linear interpolation at 1 + (n - 1) p. */
function quantile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const h = (sorted.length - 1) * p;
  const low = sorted[Math.floor(h)] ?? 0;
  const high = sorted[Math.ceil(h)] ?? 0;
  return low + (h - Math.floor(h)) * (high - low);
}

function ownerAt(scope: OracleScope, at: number): string | undefined {
  return scope.owners.find((o) => o.until === null || at < Date.parse(o.until))?.team;
}

function inScope(scope: OracleScope, at: number | null): boolean {
  if (at === null || at < scope.from || at >= scope.to || at >= scope.now) return false;
  return scope.team === null || ownerAt(scope, at) === scope.team;
}

const count = (reasons: (string | null)[]): Record<string, number> => {
  const out: Record<string, number> = {};
  for (const reason of reasons) if (reason !== null) out[reason] = (out[reason] ?? 0) + 1;
  return out;
};

/** Why a production deployment is not in the population of frequency and change fail rate; null = it is. */
export function reasonOf(d: OracleDeployment, kinds: readonly string[]): string | null {
  if (!d.production) return 'not production';
  if (d.outcome !== 'succeeded') return d.outcome === 'unknown' ? 'unknown outcome' : d.outcome;
  return kinds.includes(d.kind ?? '') ? null : d.kind;
}

/** A failed deployment has at least one piece of evidence of confidence 0.5 or more. */
export const isFailed = (d: OracleDeployment): boolean => d.evidence.some((e) => e.confidence >= 0.5);

/** restored_at of definitions.md §3; null = open. */
export function restoredAt(d: OracleDeployment): number | null {
  const incidents = d.evidence.filter((e) => e.incident !== null && e.confidence >= 0.5).map((e) => e.incident);
  if (incidents.some((i) => i?.resolved === null)) return null;
  if (incidents.length > 0) return Math.max(...incidents.map((i) => i?.resolved ?? 0));
  const remedies = d.evidence
    .filter((e) => e.remedy !== null && e.confidence >= 0.5)
    .map((e) => e.remedy?.finished ?? Number.POSITIVE_INFINITY);
  return Math.min(...remedies);
}

export function oracleLead(facts: OracleFacts, scope: OracleScope): OracleAnswer {
  const considered = facts.deliveries.filter((d) => inScope(scope, d.deployment.finished));
  const start = (d: (typeof considered)[number]): number | null =>
    scope.clock === 'authored'
      ? d.authored
      : scope.clock === 'committed'
        ? d.committed
        : scope.clock === 'merged'
          ? d.merged
          : d.firstCommit;
  const seconds: number[] = [];
  const reasons: (string | null)[] = [];
  for (const d of considered) {
    const begun = start(d);
    const length = begun === null ? null : ((d.deployment.finished ?? 0) - begun) / 1000;
    reasons.push(length === null ? 'no pull request' : length < 0 ? 'clock skew' : null);
    if (length !== null && length >= 0) seconds.push(length);
  }
  const n = seconds.length;
  return {
    state: n < 6 ? 'too_little_data' : 'value',
    value: n < 6 ? null : quantile(seconds, 0.5),
    n,
    excluded: count(reasons),
    percentiles: {
      p50: n < 6 ? null : quantile(seconds, 0.5),
      p75: n < 11 ? null : quantile(seconds, 0.75),
      p90: n < 29 ? null : quantile(seconds, 0.9),
    },
  };
}

const finishedIn = (facts: OracleFacts, scope: OracleScope): OracleDeployment[] =>
  facts.deployments.filter((d) => inScope(scope, d.finished));

export function oracleFrequency(facts: OracleFacts, scope: OracleScope): OracleAnswer {
  const reasons = finishedIn(facts, scope).map((d) => reasonOf(d, ['forward', 'baseline']));
  const n = reasons.filter((r) => r === null).length;
  const enough = scope.exposureDays >= 28;
  return { state: enough ? 'value' : 'too_little_data', value: enough ? n / scope.exposureDays : null, n, excluded: count(reasons) };
}

function rate(facts: OracleFacts, scope: OracleScope, kinds: readonly string[], hit: (d: OracleDeployment) => boolean): OracleAnswer {
  const all = finishedIn(facts, scope);
  const population = all.filter((d) => reasonOf(d, kinds) === null);
  const numerator = population.filter(hit).length;
  const n = population.length;
  const enough = n >= 5;
  return {
    state: enough ? 'value' : 'too_little_data',
    value: enough ? numerator / n : null,
    n,
    numerator,
    denominator: n,
    excluded: count(all.map((d) => reasonOf(d, kinds))),
  };
}

export const oracleFailRate = (facts: OracleFacts, scope: OracleScope): OracleAnswer =>
  rate(facts, scope, ['forward', 'baseline'], isFailed);

export const oracleRework = (facts: OracleFacts, scope: OracleScope): OracleAnswer =>
  rate(facts, scope, ['forward', 'baseline', 'rollback'], (d) => d.unplanned);

export function oracleRecovery(facts: OracleFacts, scope: OracleScope): OracleAnswer {
  const failed = finishedIn(facts, scope).filter((d) => reasonOf(d, ['forward', 'baseline']) === null && isFailed(d));
  const seconds = failed
    .map((d) => ({ finished: d.finished ?? 0, restored: restoredAt(d) }))
    .flatMap((x) => (x.restored === null ? [] : [(x.restored - x.finished) / 1000]))
    .filter((s) => s >= 0);
  const n = seconds.length;
  return {
    state: n < 6 ? 'too_little_data' : 'value',
    value: n < 6 ? null : quantile(seconds, 0.5),
    n,
    open: failed.filter((d) => restoredAt(d) === null).length,
    excluded: {},
  };
}

const DAY = 86_400_000;

/** The offset of a zone at an instant, in milliseconds, by asking Intl; independent of the product's zone arithmetic. */
function offsetAt(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const get = (type: string): number => Number(parts.find((p) => p.type === type)?.value);
  return Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second')) - Math.floor(at / 1000) * 1000;
}

const midnights = new Map<string, number>();

/** The first instant of a local date (`YYYY-MM-DD`). */
export function localMidnight(zone: string, date: string): number {
  const known = midnights.get(`${zone} ${date}`) ?? findMidnight(zone, date);
  midnights.set(`${zone} ${date}`, known);
  return known;
}

/** Found by asking the platform every quarter of an hour: slow and sure. */
function findMidnight(zone: string, date: string): number {
  const rough = Date.parse(`${date}T00:00:00Z`);
  for (let at = rough - 15 * 3_600_000; at <= rough + 15 * 3_600_000; at += 15 * 60_000) {
    if (new Date(at + offsetAt(zone, at)).toISOString().slice(0, 10) === date) return at;
  }
  throw new Error(`no such day ${date} in ${zone}`);
}

/** Exposure in days: whole local days count 1, the running day its elapsed share; a day counts if all UTC days it overlaps are covered. */
export function oracleExposure(
  zone: string,
  dates: readonly string[],
  next: (date: string) => string,
  covered: ReadonlySet<string>,
  now: number,
): number {
  let days = 0;
  for (const date of dates) {
    const from = localMidnight(zone, date);
    const to = localMidnight(zone, next(date));
    const end = Math.min(to, now);
    if (end <= from) continue;
    let all = true;
    for (let day = Math.floor(from / DAY) * DAY; day < end; day += DAY)
      if (!covered.has(new Date(day).toISOString().slice(0, 10))) all = false;
    if (all) days += (end - from) / (to - from);
  }
  return days;
}
