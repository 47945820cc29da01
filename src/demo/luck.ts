/** Draws a history again until the luck of the draw looks as it is meant to: like nothing at all, or like an improvement that is none. */

import { hodgesLehmann } from '../statistics/hodges-lehmann.ts';
import { quantile } from '../statistics/quantile.ts';
import { xmr } from '../statistics/xmr.ts';
import type { Behaviour, Part } from './behaviour.ts';
import { DAY, isFrozen, midnight } from './calendar.ts';
import type { Life, SimulatedPull } from './life.ts';
import { environmentOf } from './organisation.ts';
import { simulate } from './simulate.ts';
import { sharedFolder } from './stories/fulfilment.ts';

/** By so much the median is to have fallen: enough to be seen, not enough to mean anything. */
const visible = { low: 0.74, high: 0.9 };
/** How many lives are looked at, and from which on nearly is good enough. */
const tries = { calm: { most: 12, patient: 12 }, better: { most: 100, patient: 15 } };

/** When something was deployed, and how long its changes took; all in milliseconds. */
type Delivered = { readonly at: number; readonly leads: readonly number[] };

const touches = (part: Part, pull: SimulatedPull): boolean =>
  part.folder === null ||
  pull.originals.some(({ paths }) => paths?.some((path) => path.startsWith(`${part.folder}/`) || path.startsWith(`${sharedFolder}/`)));

/** The deployments of one part with what they delivered. */
function deliveredBy(behaviour: Behaviour, part: Part, life: Life): readonly Delivered[] {
  const place = environmentOf(part, behaviour.places[0]);
  const deployed = life.deployments.filter(({ environment, state }) => environment === place && state === 'success');
  const found = deployed.map(({ startedAt, finishedAt }) => ({ startedAt, at: finishedAt?.getTime() ?? 0, leads: [] as number[] }));
  for (const pull of life.pulls) {
    const { mergedAt } = pull;
    const by = mergedAt === null || !touches(part, pull) ? undefined : found.find(({ startedAt }) => startedAt >= mergedAt);
    by?.leads.push(...pull.originals.map(({ authoredAt }) => by.at - authoredAt.getTime()));
  }
  return found;
}

const within = (delivered: readonly Delivered[], from: number, to: number): readonly Delivered[] =>
  delivered.filter(({ at }) => at >= from && at < to);

const leadsOf = (delivered: readonly Delivered[]): Float64Array => Float64Array.from(delivered.flatMap(({ leads }) => leads)).sort();

const median = (sorted: Float64Array): number | null => (sorted.length < 6 ? null : quantile(sorted, 0.5));

/** What the last 90 days and the 90 before say: how far the median moved, and whether the interval of the difference excludes none. */
function compared(delivered: readonly Delivered[], to: number): { readonly ratio: number; readonly differs: boolean } {
  const last = leadsOf(within(delivered, to - 90 * DAY, to));
  const before = leadsOf(within(delivered, to - 180 * DAY, to - 90 * DAY));
  const shift = hodgesLehmann(last, before);
  if (shift === null) return { ratio: 1, differs: false };
  // Nor may it be close to that: another reporting zone cuts the days elsewhere.
  const margin = (shift.high - shift.low) * 0.08;
  return { ratio: (median(last) ?? 0) / (median(before) ?? 1), differs: shift.low > -margin || shift.high < margin };
}

/**
 * Signals of the 26 weeks before this one or before the last: in the number of deployments, where a freeze is no surprise, and, which
 * is worse, in lead times.
 */
function signals(delivered: readonly Delivered[], to: number): number {
  const monday = to - ((to / DAY + 3) % 7) * DAY;
  const weeks = Array.from({ length: 27 }, (_, i) => monday - (27 - i) * 7 * DAY);
  const own = weeks.map((from) => within(delivered, from, from + 7 * DAY));
  const counts = own.map(({ length }, i) => (isFrozen(new Date((weeks[i] ?? 0) + 3 * DAY)) ? null : length));
  const medians = own.map((week) => median(leadsOf(week)));
  const read = (points: readonly (number | null)[]): number => xmr(points, { low: 0, high: null }).signals.length;
  // Which weeks are whole, and so what the limits rest on, depends on the reporting zone and on the end of the window.
  const both = (points: readonly (number | null)[]): number => read(points.slice(1)) + read(points.slice(0, 26));
  return 10 * both(medians) + both(counts);
}

/** How far a life is from what it is meant to look like; 0 = it looks like it, below 10 = nearly. */
function flaws(behaviour: Behaviour, life: Life, now: Date): number {
  const today = midnight(now).getTime();
  return behaviour.parts.reduce((sum, part) => {
    const delivered = deliveredBy(behaviour, part, life);
    const { ratio, differs } = compared(delivered, today);
    const lucky = behaviour.looks !== 'better' || (ratio >= visible.low && ratio <= visible.high);
    return sum + signals(delivered, today) + (differs ? 100 : 0) + (lucky ? 0 : 100);
  }, 0);
}

/** The first life without a flaw, or the best of some. The same `now` and seed give the same life. */
export function livedWithLuck(behaviour: Behaviour, now: Date, seed: number): Life {
  const { looks } = behaviour;
  let best = simulate(behaviour, now, seed);
  if (looks === null) return best;
  let fewest = flaws(behaviour, best, now);
  for (let i = 1; i < tries[looks].most && fewest > (i < tries[looks].patient ? 0 : 9); i += 1) {
    const life = simulate(behaviour, now, seed + i * 100);
    const found = flaws(behaviour, life, now);
    if (found < fewest) {
      best = life;
      fewest = found;
    }
  }
  return best;
}
