/** The history that looks better by chance: noise from one distribution, tried until the luck of the draw looks like an improvement. */

import { hodgesLehmann } from '../statistics/hodges-lehmann.ts';
import { quantile } from '../statistics/quantile.ts';
import { xmr } from '../statistics/xmr.ts';
import type { Behaviour } from './behaviour.ts';
import { DAY, midnight } from './calendar.ts';
import type { Life } from './life.ts';
import { simulate } from './simulate.ts';

/** By so much the median is to have fallen: enough to be seen, not enough to mean anything. */
const visible = { low: 0.74, high: 0.9 };
const mostTries = 60;

type Delivered = { readonly at: number; readonly lead: number };

/** Changes with when they were deployed and how long they took. */
function deliveredBy(life: Life): readonly Delivered[] {
  const deployed = life.deployments.filter(({ production, state }) => production && state === 'success');
  return life.pulls.flatMap(({ mergedAt, originals }) => {
    const at = mergedAt === null ? undefined : deployed.find(({ startedAt }) => startedAt >= mergedAt)?.finishedAt?.getTime();
    return at === undefined ? [] : originals.map(({ authoredAt }) => ({ at, lead: at - authoredAt.getTime() }));
  });
}

const leads = (delivered: readonly Delivered[], from: number, to: number): Float64Array =>
  Float64Array.from(delivered.filter(({ at }) => at >= from && at < to).map(({ lead }) => lead)).sort();

const median = (sorted: Float64Array): number | null => (sorted.length < 6 ? null : quantile(sorted, 0.5));

function looksBetter(delivered: readonly Delivered[], to: number): boolean {
  const last = leads(delivered, to - 90 * DAY, to);
  const before = leads(delivered, to - 180 * DAY, to - 90 * DAY);
  const shift = hodgesLehmann(last, before);
  if (shift === null) return false;
  const ratio = (median(last) ?? 0) / (median(before) ?? 1);
  // Not close to a difference either: another reporting zone cuts the days elsewhere.
  const margin = (shift.high - shift.low) * 0.08;
  return ratio >= visible.low && ratio <= visible.high && shift.high > margin;
}

function hasSignal(delivered: readonly Delivered[], to: number): boolean {
  const monday = to - ((to / DAY + 3) % 7) * DAY;
  const weeks = Array.from({ length: 26 }, (_, i) => monday - (26 - i) * 7 * DAY);
  const medians = weeks.map((from) => median(leads(delivered, from, from + 7 * DAY)));
  return xmr(medians, { low: 0, high: null }).signals.length > 0;
}

export function luckyLife(behaviour: Behaviour, now: Date, seed: number): Life {
  const today = midnight(now).getTime();
  const suits = (life: Life): boolean => {
    const delivered = deliveredBy(life);
    return looksBetter(delivered, today) && !hasSignal(delivered, today);
  };
  let life = simulate(behaviour, now, seed);
  for (let i = 1; i < mostTries && !suits(life); i += 1) life = simulate(behaviour, now, seed + i * 100);
  return life;
}
