/** Evidence for security (SEC), cost (FIN) and artificial intelligence (AIM). */

import type { Rule } from '../rule.ts';
import { countAtLeast, inventory, medianAtLeast, rule, share } from './build.ts';

const security: readonly Rule[] = [
  rule('sec-2a', 'A', 'github gitlab', 'Share of active repositories with alerts about dependencies or a robot that updates them.', [
    inventory(0.8),
  ]),
  rule(
    'sec-2b',
    'A',
    'github gitlab',
    'Share of active repositories that are watched for leaked secrets and have no leak open for more than seven days.',
    [inventory(0.9)],
  ),
  rule('sec-3a', 'A', 'github gitlab', 'Share of merged changes that a security check (code, dependencies, images) looked at.', [
    share(0.8, 20),
  ]),
  rule('sec-3b', 'A', 'github gitlab', 'Share of critical findings that were closed within 15 days.', [share(0.8, 10)]),
  rule('sec-4a', 'A', 'github gitlab registry', 'Share of released artefacts with a signed origin and a parts list.', [share(0.8, 10)]),
  rule('sec-4b', 'B', 'github gitlab', 'Share of pipelines with narrow rights and without stored keys for clouds.', [inventory(0.8)]),
  rule('sec-5a', 'A', 'kubernetes', 'Share of namespaces in which policies are enforced.', [inventory(0.9)]),
  rule('sec-5b', 'C', 'github gitlab', 'Threat model files changed within half a year.', [countAtLeast(1)], 180),
];

const cost: readonly Rule[] = [
  rule('fin-2a', 'A', 'kubernetes github gitlab', 'Share of workloads and infrastructure with labels for owner and cost.', [
    inventory(0.8),
  ]),
  rule('fin-3a', 'B', 'kubernetes', 'Median share of the requested processors that is used.', [medianAtLeast(0.3, 'number', 6)], 14),
  rule('fin-3b', 'A', 'github gitlab', 'Share of changes to infrastructure files with an estimate of their cost.', [share(0.5, 10)]),
  rule('fin-4a', 'B', 'own', 'Readings of the cost per merged change.', [countAtLeast(2)]),
  rule('fin-4b', 'A', 'github gitlab', 'Share of accounts with an alarm for their budget in infrastructure files.', [
    inventory(1, 'inventory', 1),
  ]),
  rule('fin-5a', 'B', 'kubernetes', 'Share of clusters that shrink by themselves.', [inventory(1, 'inventory', 1)]),
];

const artificial: readonly Rule[] = [
  rule('aim-2b', 'B', 'github', 'Share of seats for assistants that are used.', [share(0.5, 5)], 30),
  rule('aim-3a', 'A', 'github gitlab', 'Share of changes made with AI that a person approved and whose checks were green.', [
    share(0.95, 20),
  ]),
  rule('aim-4a', 'A', 'own', 'Comparisons of changes made with AI and others within a quarter.', [countAtLeast(1)]),
  rule('aim-4b', 'B', 'pagerduty', 'Share of services whose alerts are grouped.', [inventory(0.8)]),
  rule('aim-5a', 'A', 'github gitlab', 'Share of changes by agents that were merged and neither reverted nor fixed within seven days.', [
    share(0.8, 20),
  ]),
  rule('aim-5b', 'B', 'github gitlab', 'Repositories of models with an evaluation in their pipeline.', [countAtLeast(1)]),
];

export const safeguards: readonly Rule[] = [...security, ...cost, ...artificial];
