/** Evidence for the platform (PLT), self-service (SLF), the platform as a product (PRD) and developer experience (DEX). */

import type { Rule } from '../rule.ts';
import { countAtLeast, inventory, limit, medianAtMost, p75AtMost, rateAtMost, rule, share } from './build.ts';

const toolchain: readonly Rule[] = [
  rule('plt-2a', 'A', 'github gitlab', 'Share of active repositories with an entry for a catalogue.', [inventory(0.5)]),
  rule(
    'plt-3a',
    'A',
    'github gitlab jenkins',
    'Share of new repositories that use a shared pipeline.',
    [inventory(0.6, 'inventory', 5)],
    180,
  ),
  rule(
    'plt-3b',
    'A',
    'github gitlab',
    'How much is joined: production deployments with a known commit, changes that name a work item, incidents with a service.',
    [share(0.95, 10, 'deployments'), share(0.7, 10, 'changes'), share(0.9, 10, 'incidents')],
  ),
  rule('plt-4a', 'B', 'kubernetes github gitlab', 'Share of services on a supported version of what they are built on.', [inventory(0.8)]),
  rule('plt-4b', 'B', 'own', 'Comparisons of teams before and after they joined the platform.', [countAtLeast(1)]),
  rule('plt-5a', 'A', 'github gitlab', 'Share of merged changes in the repositories of the platform that other teams wrote.', [
    share(0.1, 30),
  ]),
];

const selfService: readonly Rule[] = [
  rule('slf-2a', 'B', 'github gitlab', 'Median days from a request to its fulfilment.', [medianAtMost(3, 'days', 12)]),
  rule('slf-2b', 'B', 'github gitlab', 'Template repositories in use.', [countAtLeast(1)]),
  rule(
    'slf-3a',
    'B',
    'github gitlab',
    'New repositories: median days until the first successful pipeline run, and until the first deployment to production.',
    [medianAtMost(1, 'days', 6, 'first green run'), medianAtMost(5, 'days', 6, 'first deployment')],
  ),
  rule('slf-3b', 'A', 'github gitlab jenkins', 'Share of production deployments that the owning team started itself.', [share(0.8, 10)]),
  rule('slf-4a', 'A', 'github gitlab kubernetes', 'Share of requests that were fulfilled automatically.', [share(0.8, 20)]),
  rule('slf-4b', 'A', 'kubernetes', 'Share of namespaces with a quota and a network policy.', [inventory(0.9)]),
  rule('slf-5a', 'A', 'github gitlab kubernetes', 'Share of changes with an environment of their own, and how long these live.', [
    share(0.5, 20, 'with an environment'),
    medianAtMost(7, 'days', 6, 'lifetime'),
  ]),
  rule(
    'slf-5b',
    'A',
    'github gitlab',
    'Share of users of building blocks close to the newest version, and how long upgrades made by a robot wait.',
    [inventory(0.8, 'current'), medianAtMost(7, 'days', 6, 'upgrade')],
  ),
];

const product: readonly Rule[] = [
  rule('prd-2a', 'B', 'github gitlab', 'Issues in the repositories of the platform opened by people of other teams.', [countAtLeast(5)]),
  rule(
    'prd-2b',
    'A',
    'kubernetes jenkins github gitlab',
    'Share of clusters, runners and build servers on a version their maker supports.',
    [inventory(1, 'inventory', 1)],
  ),
  rule('prd-3a', 'A', 'own github gitlab', 'Median working days until an issue of a user gets a first answer.', [
    medianAtMost(2, 'days', 12),
  ]),
  rule('prd-3b', 'C', 'github gitlab', 'Road map files changed within 90 days.', [countAtLeast(1)]),
  rule('prd-4a', 'A', 'pagerduty own', 'Share of services of the platform that are on call and have a service level.', [
    inventory(1, 'inventory', 1),
  ]),
  rule(
    'prd-4b',
    'A',
    'github gitlab kubernetes',
    'Share of teams that deploy through the platform, and of those that still do after 90 days.',
    [inventory(0.7, 'adopted'), inventory(0.9, 'retained')],
  ),
  rule('prd-5b', 'B', 'own', 'Share of users moved before a deadline.', [inventory(0.9)]),
];

const experience: readonly Rule[] = [
  rule(
    'dex-2a',
    'B',
    'github gitlab',
    'Share of active repositories with a README and a prepared way to build (dev container, compose file, make file).',
    [inventory(0.8)],
  ),
  rule('dex-2b', 'A', 'own', 'Rounds of questions within a year that at least half of the people answered.', [countAtLeast(2)], 365),
  rule(
    'dex-3a',
    'A',
    'github gitlab jenkins',
    'Median working hours until a change gets its first review, and duration of pipelines (75th percentile).',
    [medianAtMost(8, 'working_hours', 30, 'first review'), p75AtMost(15, 'minutes', 29, 'duration')],
  ),
  rule('dex-4a', 'B', 'pagerduty', 'Pages per person and week, and share of unplanned work.', [
    rateAtMost(2, 'per_week', 0, 'pages'),
    limit(0.2, 20, 'unplanned'),
  ]),
  rule('dex-4b', 'A', 'own', 'Share of agreed actions that were closed before the next round of questions.', [share(0.7, 3)], 365),
];

export const platform: readonly Rule[] = [...toolchain, ...selfService, ...product, ...experience];
