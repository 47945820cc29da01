/** Who deploys when, and what will go wrong: drawn before anything happens. Instants are milliseconds since 1970, UTC. */

import { type Random, seededRandom } from '../../src/demo/random.ts';
import {
  type Cause,
  causes,
  detection,
  habits,
  history,
  type MixName,
  mixes,
  type Shares,
  services,
  servicesOfTeam,
  words,
} from './mix.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const START = Date.parse(history.from);

/** A fault that a deployment will bring: when it will be noticed. `null` = while it rolls out. */
export type FaultPlan = { readonly noticedAfter: number | null };
export type Planned = { readonly at: number; readonly faults: FaultPlan[] };
/** An incident that no deployment of the service causes. */
export type Elsewhere = {
  readonly cause: Cause;
  readonly at: number;
  readonly culprit: { readonly service: string; readonly at: number } | null;
};
export type ServicePlan = {
  readonly name: string;
  readonly team: number;
  readonly pulls: readonly [number, number];
  readonly risk: number;
  /** Hotfixes leave from what runs, not from the tip of the default branch. */
  readonly branches: boolean;
  /** Detected by releases; a rollback then leaves no record. */
  readonly byRelease: boolean;
  readonly tagged: boolean;
  readonly squashes: boolean;
  readonly places: readonly string[];
  readonly changeEvents: boolean;
  readonly versionInAlerts: boolean;
  readonly deployments: readonly Planned[];
  readonly elsewhere: Elsewhere[];
  readonly seed: number;
};

/** Draws a key with the probability of its share. */
export function draw<K extends string>(random: Random, shares: Shares<K>): K {
  // The keys of the record are its keys.
  const keys = Object.keys(shares) as K[];
  let left = random.next() * keys.reduce((sum, key) => sum + shares[key], 0);
  for (const key of keys) {
    left -= shares[key];
    if (left < 0) return key;
  }
  throw new RangeError('no shares to draw from');
}

export const percent = (random: Random, share: number): boolean => random.chance(share / 100);
export const uniform = (random: Random, from: number, to: number): number => from + random.next() * (to - from);

const isWorkday = (at: number): boolean => ![0, 6].includes(new Date(at).getUTCDay());

/** An instant of a working day, 8 to 18 UTC. */
function officeHour(random: Random, from: number, to: number): number {
  for (;;) {
    const day = START + Math.floor(uniform(random, from, to)) * DAY;
    if (isWorkday(day)) return Math.round(day + uniform(random, 8, 18) * HOUR);
  }
}

function deploymentsOf(random: Random, aWeek: number): Planned[] {
  const found: number[] = [];
  for (let day = 0; day < history.days; day += 1) {
    const midnight = START + day * DAY;
    const perDay = isWorkday(midnight) ? (aWeek * 0.97) / 5 : (aWeek * 0.03) / 2;
    let left = perDay;
    while (left > 0 && random.chance(Math.min(1, left))) {
      found.push(Math.round(midnight + uniform(random, 8.5, 17.5) * HOUR));
      left -= 1;
    }
  }
  return found.sort((a, b) => a - b).map((at) => ({ at, faults: [] }));
}

/** When the rest of the world fails: people and traffic by day, machines at any hour, certificates at midnight. */
function instantOf(random: Random, cause: Cause): number {
  const any = START + uniform(random, 10, history.days - 30) * DAY;
  if (cause === 'expired certificate') return random.chance(0.5) ? START + random.between(10, history.days - 30) * DAY : any;
  const byDay = { traffic: 0.8, 'change outside the pipeline': 0.9, 'third party': 0.5, 'capacity and decay': 0.6 } as const;
  const share = byDay[cause as keyof typeof byDay] ?? 0.35; // causes without an entry fall at any hour, 35 of 168 being office hours
  return Math.round(random.chance(share) ? officeHour(random, 10, history.days - 30) : any);
}

function noticed(random: Random): FaultPlan {
  const shares = Object.fromEntries(Object.entries(detection).map(([key, d]) => [key, d.share]));
  const found = detection[draw(random, shares) as keyof typeof detection]; // drawn from its own keys
  return { noticedAfter: 'from' in found ? Math.round(uniform(random, found.from, found.to) * HOUR) : null };
}

function organisation(random: Random): ServicePlan[] {
  let number = 0;
  return services.flatMap((kind) =>
    Array.from({ length: kind.services }, (): ServicePlan => {
      number += 1;
      return {
        name: `svc-${String(number).padStart(2, '0')}`,
        team: (number * 7) % Math.ceil(36 / servicesOfTeam),
        pulls: kind.pulls,
        risk: kind.risk,
        branches: kind.release,
        byRelease: kind.release && random.chance(0.5),
        tagged: kind.release,
        squashes: random.chance(0.5),
        places: percent(random, habits.twoPlaces) && !kind.release ? ['prod-eu', 'prod-us'] : ['production'],
        changeEvents: percent(random, words.servicesWithChangeEvents),
        versionInAlerts: percent(random, words.monitorsWithVersion),
        deployments: deploymentsOf(random, kind.aWeek),
        elsewhere: [],
        seed: random.between(1, 2 ** 31),
      };
    }),
  );
}

/** Lays faults into deployments, by risk, at most one each. */
function layFaults(random: Random, plans: readonly ServicePlan[], count: number): void {
  const until = START + (history.days - 30) * DAY;
  const open = plans.flatMap((plan) =>
    plan.deployments.flatMap((planned, i) =>
      i > 1 && planned.at < until ? [{ planned, key: -Math.log(1 - random.next()) / plan.risk }] : [],
    ),
  );
  for (const { planned } of open.sort((a, b) => a.key - b.key).slice(0, count)) planned.faults.push(noticed(random));
}

function elsewhereOf(random: Random, plans: readonly ServicePlan[], cause: Cause, service: ServicePlan): Elsewhere {
  if (cause !== 'deployment of another service') return { cause, at: instantOf(random, cause), culprit: null };
  const others = plans.filter((p) => p !== service && (random.chance(0.3) || p.team === service.team));
  const until = START + (history.days - 40) * DAY;
  for (;;) {
    const other = others[random.between(0, others.length - 1)];
    const planned = other?.deployments[random.between(2, other.deployments.length - 1)];
    if (!other || !planned || planned.at > until) continue;
    const at = planned.at + 15 * MINUTE + (noticed(random).noticedAfter ?? 0);
    return { cause, at, culprit: { service: other.name, at: planned.at } };
  }
}

/** Everything that will happen under a mix of causes, without the second reports. */
export function plan(seed: number, mix: MixName): readonly ServicePlan[] {
  const random = seededRandom(seed);
  const plans = organisation(random);
  const originals = history.incidents - Math.round((history.incidents * habits.second) / 100);
  const total = causes.reduce((sum, cause) => sum + mixes[mix][cause], 0);
  let left = originals;
  for (const cause of causes.slice(1)) {
    const count = Math.round((originals * mixes[mix][cause]) / total);
    left -= count;
    for (let i = 0; i < count; i += 1) {
      const service = plans[random.between(0, plans.length - 1)];
      service?.elsewhere.push(elsewhereOf(random, plans, cause, service));
    }
  }
  layFaults(random, plans, left);
  return plans;
}
