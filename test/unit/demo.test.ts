import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ServiceFacts } from '../../src/delivery/records.ts';
import { demoBehaviours, demoServices, demoTeams } from '../../src/demo/organisation.ts';
import { demoLife } from '../../src/demo/pages.ts';
import type { Deployment } from '../../src/domain/facts.ts';
import { hodgesLehmann } from '../../src/statistics/hodges-lehmann.ts';
import { newcombe } from '../../src/statistics/newcombe.ts';
import { quantile } from '../../src/statistics/quantile.ts';
import { xmr } from '../../src/statistics/xmr.ts';
import { demoFacts } from '../support/demo-facts.ts';

const DAY = 86_400_000;

// Days on which somebody may start it: all over a year, any weekday, any hour.
const days = Array.from({ length: 6 }, (_, i) => new Date(Date.parse('2026-01-03T09:00:00Z') + i * (61 * DAY + 7_300_000)));

type Span = { readonly from: number; readonly to: number };
const midnight = (now: Date): number => Math.floor(now.getTime() / DAY) * DAY;
const last90 = (now: Date): Span => ({ from: midnight(now) - 90 * DAY, to: midnight(now) });
const before90 = (now: Date): Span => ({ from: midnight(now) - 180 * DAY, to: midnight(now) - 90 * DAY });
/** The last 26 whole weeks. */
const weeks = (now: Date): readonly Span[] => {
  const monday = midnight(now) - ((midnight(now) / DAY + 3) % 7) * DAY;
  return Array.from({ length: 26 }, (_, i) => ({ from: monday - (26 - i) * 7 * DAY, to: monday - (25 - i) * 7 * DAY }));
};
const within = ({ from, to }: Span, at: Date | null): boolean => at !== null && at.getTime() >= from && at.getTime() < to;

const factsOf = (now: Date, serviceId: string): ServiceFacts => {
  const facts = demoFacts(now, [serviceId]).get(serviceId);
  if (facts === undefined) throw new Error(`The demonstration has no service ${serviceId}.`);
  return facts;
};

const leadTimes = ({ deliveries }: ServiceFacts, span: Span): Float64Array =>
  Float64Array.from(
    deliveries
      .filter(({ kind, finishedAt }) => kind === 'forward' && within(span, finishedAt))
      .map(({ finishedAt, authoredAt }) => finishedAt.getTime() - authoredAt.getTime()),
  ).sort();

const counting = ({ deployments }: ServiceFacts, span: Span): readonly Deployment[] =>
  deployments.filter(({ kind, finishedAt }) => (kind === 'forward' || kind === 'baseline') && within(span, finishedAt));

const failedOf = (deployments: readonly Deployment[]): number => deployments.filter(({ failed }) => failed).length;

const weeklyMedians = (facts: ServiceFacts, now: Date): readonly (number | null)[] =>
  weeks(now).map((week) => {
    const times = leadTimes(facts, week);
    return times.length < 6 ? null : quantile(times, 0.5);
  });

const hour = 3_600_000;
const hours = (sorted: Float64Array): number => (quantile(sorted, 0.5) ?? 0) / hour;

describe('the demonstration, whenever it is made', { timeout: 60_000 }, () => {
  it('has six teams and fourteen services, each owned at every instant', () => {
    const services = demoServices(new Date('2026-05-05T05:05:05Z'));
    expect([demoTeams.length, services.length]).toEqual([6, 14]);
    const teams = new Set(demoTeams.map(({ teamId }) => teamId));
    for (const { ownership } of services) {
      expect(ownership[0]?.from).toBeNull();
      expect(ownership.at(-1)?.until).toBeNull();
      for (const { teamId } of ownership) expect(teams).toContain(teamId);
      ownership.slice(1).forEach(({ from }, i) => {
        expect(from).toEqual(ownership[i]?.until);
      });
    }
  });

  it('is described, every service of it', () => {
    const text = readFileSync(new URL('../../docs/demo.md', import.meta.url), 'utf8');
    for (const { serviceId } of demoServices(new Date())) expect(text).toContain(`\`${serviceId}\``);
  });

  it('tells nothing that has not happened yet, and merges no branch before its commits', () => {
    for (const now of days.slice(0, 4)) {
      demoBehaviours.forEach((_, index) => {
        const { main, pulls, deployments, incidents } = demoLife(index, now);
        const commits = [...main, ...pulls.flatMap(({ originals }) => originals)];
        const instants = [
          ...commits.flatMap(({ authoredAt, committedAt }) => [authoredAt, committedAt]),
          ...pulls.flatMap(({ openedAt, mergedAt, reviews }) => [openedAt, mergedAt, ...reviews.map(({ at }) => at)]),
          ...deployments.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt]),
          ...incidents.flatMap(({ openedAt, closedAt }) => [openedAt, closedAt]),
        ];
        expect(instants.every((at) => at === null || at < now)).toBe(true);
        // Whole seconds, as providers say them.
        expect(instants.every((at) => at === null || at.getUTCMilliseconds() === 0)).toBe(true);
        const shas = new Set(commits.map(({ sha }) => sha));
        expect(shas.size).toBe(commits.length);
        expect(commits.flatMap(({ parents }) => parents).filter((sha) => !shas.has(sha))).toEqual([]);
        for (const { mergedAt, openedAt, originals, reviews } of pulls) {
          const known = [...originals.map(({ authoredAt }) => authoredAt), openedAt, ...reviews.map(({ at }) => at)];
          expect(mergedAt === null || known.every((at) => at <= mergedAt)).toBe(true);
        }
      });
    }
  });

  it('shows checkout getting better for real', () => {
    for (const now of days) {
      const facts = factsOf(now, 'checkout');
      const medians = weeklyMedians(facts, now);
      const times = { now: leadTimes(facts, last90(now)), before: leadTimes(facts, before90(now)) };
      expect(medians.filter((value) => value !== null).length).toBeGreaterThanOrEqual(20);
      expect(hours(times.before)).toBeGreaterThan(24);
      expect(hours(times.now)).toBeLessThan(hours(times.before) * 0.6);
      expect(hodgesLehmann(times.now, times.before)?.high).toBeLessThan(0);
      const inside = xmr(medians, { low: 0, high: null }).signals.filter(({ index }) => (weeks(now)[index]?.from ?? 0) >= last90(now).from);
      expect(inside.at(-1)?.direction).toBe('down');
    }
  });

  it('shows search looking better by chance: a median that fell, an interval and limits that say nothing has changed', () => {
    for (const now of days) {
      const facts = factsOf(now, 'search');
      const times = { now: leadTimes(facts, last90(now)), before: leadTimes(facts, before90(now)) };
      expect(hours(times.now) / hours(times.before)).toBeLessThan(0.92);
      const shift = hodgesLehmann(times.now, times.before);
      expect(shift?.low).toBeLessThan(0);
      expect(shift?.high).toBeGreaterThan(0);
      expect(xmr(weeklyMedians(facts, now), { low: 0, high: null }).signals).toEqual([]);
    }
  });

  it('shows recommendations getting worse: more deployments fail, and the weekly chart says so', () => {
    for (const now of days) {
      const facts = factsOf(now, 'recommendations');
      const [present, past] = [counting(facts, last90(now)), counting(facts, before90(now))];
      expect(newcombe(failedOf(present), present.length, failedOf(past), past.length)?.low).toBeGreaterThan(0);
      const shares = weeks(now).map((week) => {
        const deployments = counting(facts, week);
        return deployments.length < 5 ? null : failedOf(deployments) / deployments.length;
      });
      const { signals } = xmr(shares, { low: 0, high: 1 });
      expect(signals.at(-1)?.direction).toBe('up');
    }
  });

  it('shows the release train of the mobile app as noise', () => {
    for (const now of days) {
      const facts = factsOf(now, 'mobile-app');
      const counts = weeks(now).map((week) => counting(facts, week).length);
      expect(xmr(counts, { low: 0, high: null }).signals).toEqual([]);
      expect(Math.max(...counts) - Math.min(...counts)).toBeGreaterThanOrEqual(3);
      expect(xmr(weeklyMedians(facts, now), { low: 0, high: null }).signals).toEqual([]);
    }
  });

  it('shows too little data of ledger: some, but too few, while finished work waits', () => {
    for (const now of days) {
      const facts = factsOf(now, 'ledger');
      const deployments = counting(facts, last90(now)).length;
      expect(deployments >= 1 && deployments <= 4).toBe(true);
      expect(leadTimes(facts, last90(now)).length).toBeLessThan(6);
      const merged = facts.undeployed.flatMap(({ mergedAt }) => mergedAt ?? []);
      expect(Math.min(...merged.map((at) => at.getTime()))).toBeLessThan(now.getTime() - 16 * DAY);
    }
  });
});

describe('the demonstration, on a day', () => {
  it('gives most services a value for every metric', () => {
    for (const now of [new Date('2026-02-10T08:00:00Z'), new Date('2026-11-20T10:00:00Z')]) {
      const whole = [...demoFacts(now)].filter(([, facts]) => {
        const deployments = counting(facts, last90(now));
        const restored = deployments.filter(({ recovery }) => recovery === 'restored').length;
        return leadTimes(facts, last90(now)).length >= 6 && deployments.length >= 5 && restored >= 6;
      });
      expect(whole.map(([id]) => id)).toEqual(
        expect.arrayContaining(['checkout', 'web-shop', 'search', 'recommendations', 'payments-gateway', 'orders', 'stock', 'identity']),
      );
    }
  });
});
