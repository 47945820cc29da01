import { describe, expect, it } from 'vitest';
import type { WireSpreadMetric, WireSpreadService } from '../../web/api.ts';
import { stepTo } from '../../web/charts/step.ts';
import { dotsOf, moversOf, scaleOf, statesOf } from '../../web/charts/strip.ts';
import { moversInWords, serviceInWords } from '../../web/spread-words.ts';

const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

const service = (serviceId: string, value: number | null, more: Partial<WireSpreadService> = {}): WireSpreadService => ({
  serviceId,
  state: value === null ? 'too_little_data' : 'value',
  value,
  n: 20,
  interval: null,
  provisional: false,
  quality: 100,
  movement: { verdict: 'no_signal', signal: null },
  ...more,
});
const metricOf = (services: readonly WireSpreadService[], unit: WireSpreadMetric['unit'] = 'seconds'): WireSpreadMetric => ({
  id: 'change-lead-time',
  title: 'Change lead time',
  factor: 'throughput',
  unit,
  better: 'lower',
  median: null,
  services,
});

describe('the scale of a strip', () => {
  it('is logarithmic for durations and frequencies, and goes from zero for shares', () => {
    const durations = scaleOf([3600, 86_400], 'seconds');
    expect(durations.log).toBe(true);
    expect(durations.of(3600)).toBe(3);
    expect(durations.of(86_400)).toBe(97);
    expect(durations.of(Math.sqrt(3600 * 86_400))).toBeCloseTo(50, 6);
    const shares = scaleOf([0.02, 0.18], 'share');
    expect([shares.log, shares.of(0), shares.of(0.2)]).toEqual([false, 3, 97]);
  });

  it('keeps every value on the strip, zero at the low end, and names its ends', () => {
    for (const unit of ['seconds', 'per_day', 'share'] as const) {
      for (const values of [[0], [0.5], [0, 0.003, 0.9], [1e-9, 0.7], [], [1, 1, 1]]) {
        const scale = scaleOf(values, unit);
        for (const value of values) expect(scale.of(value)).toSatisfy((at: number) => at >= 3 && at <= 97);
        expect(scale.ticks.length).toBeGreaterThan(0);
        expect(scale.ticks.length).toBeLessThanOrEqual(6);
      }
    }
  });
});

describe('the dots', () => {
  it('leave out what has no value, and stack what would touch', () => {
    const many = Array.from({ length: 40 }, (_, index) => service(`s${index}`, 3600));
    const metric = metricOf([...many, service('unknown', null), service('slow', 86_400)]);
    const dots = dotsOf(metric, scaleOf([3600, 86_400], 'seconds'), 48);
    expect(dots.map((dot) => dot.service.serviceId)).not.toContain('unknown');
    expect(dots).toHaveLength(41);
    const stacked = dots.filter(({ x }) => x === 3).map(({ y }) => y);
    expect(new Set(stacked).size).toBe(40);
    expect(Math.max(...stacked) - Math.min(...stacked)).toBeLessThanOrEqual(48);
  });
});

describe('who moved', () => {
  const signal = { rule: 'run', at: '2026-09-14T00:00:00Z', direction: 'up' } as const;
  const services = [
    service('still', 10),
    service('better', 10, { movement: { verdict: 'better', signal } }),
    service('worse', 10, { movement: { verdict: 'worse', signal } }),
    service('young', 10, { movement: { verdict: 'unknown', signal: null } }),
    service('dark', null, { state: 'no_source', movement: { verdict: 'unknown', signal: null } }),
  ];

  it('names the worse ones first, and counts those whose trend can be read', () => {
    expect(moversOf(metricOf(services)).map(({ serviceId }) => serviceId)).toEqual(['worse', 'better']);
    expect(moversInWords(metricOf(services))).toBe('2 of 3 services moved');
    expect(moversInWords(metricOf(services.slice(0, 1)))).toBe('None of 1 service moved');
    expect(moversInWords(metricOf(services.slice(3)))).toBe('No service has enough history for a trend');
  });

  it('counts what is not on the strip, by its answer', () => {
    expect(statesOf(metricOf([...services, service('few', null)]))).toEqual({ value: 4, tooLittle: 1, noSource: 1 });
  });

  it('says a service in words', () => {
    const [worse] = moversOf(metricOf(services));
    expect(worse && plain(serviceInWords(metricOf(services), worse, 'UTC'))).toBe(
      '10 s, n 20, worse, signal 14 Sept: eight in a row on one side of the mean',
    );
    expect(serviceInWords(metricOf(services), service('dark', null, { state: 'no_source' }), 'UTC')).toBe('no source, n 20');
  });
});

describe('the keys of a chart', () => {
  it('walk the points that have a value, and leave other keys alone', () => {
    const drawn = [1, 4, 7];
    expect(stepTo('ArrowRight', null, drawn)).toBe(1);
    expect(stepTo('ArrowRight', 1, drawn)).toBe(4);
    expect(stepTo('ArrowRight', 7, drawn)).toBe(7);
    expect(stepTo('ArrowLeft', null, drawn)).toBe(7);
    expect(stepTo('Home', 7, drawn)).toBe(1);
    expect(stepTo('End', 1, drawn)).toBe(7);
    expect(stepTo('Tab', 1, drawn)).toBeNull();
    expect(stepTo('ArrowRight', null, [])).toBeNull();
  });
});
