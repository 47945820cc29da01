/** When a repository means to release: the finish of each deployment in its first place. */

import type { Rhythm } from './behaviour.ts';
import { atHour, DAY, isFrozen, isWorkday, later, midnight, turn, weekOf } from './calendar.ts';
import type { Random } from './random.ts';

export type Slot = {
  readonly at: Date;
  /** The train itself, not a patch after it. */
  readonly train: boolean;
};

/** Monday starts late, Tuesday to Thursday are busy, on Friday people are careful. */
const weights: readonly number[] = [0, 0.9, 1.3, 1.2, 1.15, 0.45, 0];

export function schedule(rhythm: Rhythm, from: Date, until: Date, now: Date, random: Random): readonly Slot[] {
  switch (rhythm.kind) {
    case 'steady':
      return steady(rhythm, from, until, now, random);
    case 'train':
      return trains(rhythm, from, until, random);
    case 'rare':
      return rare(rhythm, from, until, now, random);
  }
}

/** The organisation was smaller a year and a half ago. */
const growth = (daysAgo: number): number => Math.min(1, Math.max(0.5, 1 - (daysAgo - 240) / 400));

function daysBetween(from: Date, until: Date): readonly Date[] {
  const first = midnight(from).getTime();
  return Array.from({ length: Math.ceil((until.getTime() - first) / DAY) }, (_, i) => new Date(first + i * DAY));
}

function steady(
  { perWeek, hours: [begin, end] }: Rhythm & { kind: 'steady' },
  from: Date,
  until: Date,
  now: Date,
  random: Random,
): readonly Slot[] {
  let sum = random.next();
  let due = 1;
  return daysBetween(from, until).flatMap((day): readonly Slot[] => {
    if (!isWorkday(day) || isFrozen(day)) return [];
    const daysAgo = (now.getTime() - day.getTime()) / DAY;
    sum += ((weights[day.getUTCDay()] ?? 0) / 5) * perWeek(daysAgo) * growth(daysAgo) * (1 - 0.2 * turn(day));
    let count = 0;
    for (; sum >= due; count += 1) {
      sum -= 1;
      due = 0.6 + 0.8 * random.next();
    }
    const share = (end - begin) / count;
    return Array.from({ length: count }, (_, i) => ({ at: atHour(day, begin + share * (i + 0.1 + 0.8 * random.next())), train: true }));
  });
}

/** The first release of a week is the train; after a freeze there is always one. */
function trains({ weekday, counts }: Rhythm & { kind: 'train' }, from: Date, until: Date, random: Random): readonly Slot[] {
  return daysBetween(from, until)
    .filter((day) => day.getUTCDay() === weekday && !isFrozen(day))
    .flatMap((day) => {
      const nearFreeze = [-14, -7, 7, 14].some((days) => isFrozen(later(day, days * DAY)));
      const count = Math.max(nearFreeze ? 1 : 0, counts[weekOf(day) % counts.length] ?? 1);
      return Array.from({ length: count }, (_, i) => later(day, i * DAY)).filter((each) => !isFrozen(each));
    })
    .map((day, i, all) => ({
      at: atHour(day, 10 + 5 * random.next()),
      train: i === 0 || weekOf(all[i - 1] ?? day) !== weekOf(day),
    }));
}

function rare({ everyDays, newest }: Rhythm & { kind: 'rare' }, from: Date, until: Date, now: Date, random: Random): readonly Slot[] {
  const last = later(now, -newest * DAY);
  const before = Math.floor((last.getTime() - from.getTime()) / DAY / everyDays);
  const after = Math.ceil((until.getTime() - last.getTime()) / DAY / everyDays);
  return Array.from({ length: before + after + 1 }, (_, i) => later(last, (i - before) * everyDays * DAY))
    .map((day) => lastWorkday(day))
    .map((day) => ({ at: atHour(day, 9.5 + 6 * random.next()), train: true }));
}

function lastWorkday(day: Date): Date {
  for (let at = day; ; at = later(at, -DAY)) if (isWorkday(at) && !isFrozen(at)) return at;
}
