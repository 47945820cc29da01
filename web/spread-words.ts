/** The spread of services in words a person would say. Pure: the zone is an argument. */

import type { WireSpread, WireSpreadMetric, WireSpreadService } from './api.ts';
import { amount, count, grade, shortDay, some } from './format.ts';
import { intervalOf, ruleInWords } from './words.ts';

/** What kind of movement a signal is: "worse, signal in the week of 14 Sep: outside a limit"; null without one. */
export function movementInWords({ movement }: Pick<WireSpreadService, 'movement'>, zone: string): string | null {
  if (!movement?.signal) return null;
  const { verdict, signal } = movement;
  return `${verdict === 'mixed' ? 'both ways' : verdict}, ${verdict === 'mixed' ? 'newest signal' : 'signal'} ${shortDay(new Date(signal.at), zone)}: ${ruleInWords(signal.rule)}`;
}

/** "9 h 20 min, n 120, 95 % interval 8 h – 11 h, better, signal 14 Sep: outside a limit". */
export function serviceInWords(metric: Pick<WireSpreadMetric, 'unit'>, service: WireSpreadService, zone: string): string {
  const said = [
    service.value === null ? (service.state === 'no_source' ? 'no source' : 'too little data') : amount(service.value, metric.unit),
    `n ${count(service.n)}`,
    intervalOf({ ...service, unit: metric.unit }),
    service.provisional ? 'provisional' : null,
    movementInWords(service, zone),
  ];
  return said.filter((text) => text !== null).join(', ');
}

/** "3 of 14 services moved", "None of 9 services moved". Of those whose trend can be read. */
export function moversInWords({ services }: Pick<WireSpreadMetric, 'services'>): string {
  const readable = services.filter(({ movement }) => movement !== undefined && movement.verdict !== 'unknown');
  const moved = readable.filter(({ movement }) => movement?.verdict === 'better' || movement?.verdict === 'worse').length;
  if (readable.length === 0) return 'No service has enough history for a trend';
  return `${moved === 0 ? 'None' : count(moved)} of ${some(readable.length, 'service')} moved`;
}

/** "14 services · lowest quality 87 · 2 need attention". */
export function spreadInWords({ services, metrics }: WireSpread): string {
  const scores = metrics.flatMap(({ services: list }) => list.flatMap(({ quality }) => (quality === null ? [] : [quality])));
  const weak = new Set(
    metrics.flatMap(({ services: list }) => list.filter(({ provisional }) => provisional).map(({ serviceId }) => serviceId)),
  );
  const said = [
    some(services.length, 'service'),
    scores.length === 0 ? null : `lowest quality ${grade(Math.min(...scores))}`,
    weak.size === 0 ? null : `${count(weak.size)} provisional`,
  ];
  return said.filter((text) => text !== null).join(' · ');
}
