/** Evidence for observability (OBS), incidents (INC) and reliability (REL). */

import type { Rule } from '../rule.ts';
import { countAtLeast, inventory, limit, rateAtMost, rule, share } from './build.ts';

const observability: readonly Rule[] = [
  rule('obs-2a', 'B', 'kubernetes pagerduty', 'Share of services whose health figures or alerts reach one shared place.', [inventory(0.8)]),
  rule('obs-2b', 'B', 'kubernetes', 'Share of machines on which a collector of logs is ready.', [inventory(0.95)]),
  rule('obs-3a', 'B', 'kubernetes github gitlab', 'Share of alert rules that link to a runbook.', [share(0.8, 10)]),
  rule('obs-3b', 'B', 'github gitlab', 'Share of active repositories that use a library for tracing.', [inventory(0.5)]),
  rule('obs-4a', 'A', 'pagerduty', 'Share of incidents opened by a monitor and not by a person.', [share(0.8, 10)]),
  rule(
    'obs-4b',
    'A',
    'pagerduty',
    'Share of urgent pages that somebody took and that did not end by themselves within five minutes, and pages outside working hours.',
    [share(0.7, 20, 'worth it'), rateAtMost(2, 'per_week', 0, 'out of hours')],
  ),
  rule('obs-5a', 'C', 'github pagerduty own', 'Deployments that were told to the monitoring.', [countAtLeast(1)]),
  rule('obs-5b', 'B', 'kubernetes', 'Share of services whose roll-out or scale follows their telemetry.', [inventory(0.2)]),
];

const incidents: readonly Rule[] = [
  rule('inc-2a', 'A', 'pagerduty', 'Share of production services for which somebody is on call now.', [inventory(0.9)]),
  rule('inc-2b', 'A', 'pagerduty github', 'Share of incidents recorded with start, end, severity and service.', [share(0.9, 10)]),
  rule('inc-3a', 'A', 'pagerduty', 'Share of urgent incidents acknowledged within 15 minutes.', [share(0.8, 10)]),
  rule('inc-3b', 'B', 'pagerduty', 'Share of incidents of the highest severity with at least two people and written notes.', [
    share(0.8, 5),
  ]),
  rule('inc-4a', 'A', 'pagerduty own', 'Share of incidents of the highest severity with a link to a written review within 14 days.', [
    share(0.9, 5),
  ]),
  rule('inc-4b', 'A', 'github gitlab jenkins', 'Share of failed deployments after which service was restored within 24 hours.', [
    share(0.8, 6),
  ]),
  rule('inc-5a', 'B', 'pagerduty kubernetes', 'Incidents that were rehearsed.', [countAtLeast(1)]),
  rule('inc-5b', 'B', 'pagerduty', 'Share of incidents that repeat an alert of the same service within 90 days.', [limit(0.15, 20)]),
];

const reliability: readonly Rule[] = [
  rule('rel-2a', 'A', 'kubernetes', 'Share of production workloads with two copies or more and a probe for readiness.', [inventory(0.8)]),
  rule('rel-2b', 'B', 'kubernetes', 'Share of backup jobs that succeeded within a week.', [inventory(1, 'inventory', 1)], 7),
  rule('rel-3a', 'B', 'github gitlab kubernetes', 'Share of important services with a reliability goal written down.', [inventory(0.7)]),
  rule(
    'rel-3b',
    'A',
    'kubernetes',
    'Share of stateless production workloads that scale by themselves, and of those that state what they need.',
    [inventory(0.5, 'scaled'), inventory(0.9, 'requests')],
  ),
  rule('rel-4a', 'C', 'own', 'Deployments after an error budget was used up.', [countAtLeast(0)]),
  rule(
    'rel-4b',
    'B',
    'github gitlab jenkins',
    'Share of important repositories with a load test that succeeded within 30 days.',
    [inventory(0.7)],
    30,
  ),
  rule('rel-5a', 'A', 'kubernetes', 'Share of important workloads that survive the loss of a machine or a zone by their settings.', [
    inventory(0.8),
  ]),
  rule('rel-5b', 'B', 'kubernetes own', 'Share of periods in which reliability goals were met.', [share(0.9, 10)], 365),
];

export const operations: readonly Rule[] = [...observability, ...incidents, ...reliability];
