/** Evidence for collaboration (CUL) and learning (LRN). */

import type { Rule } from '../rule.ts';
import { countAtLeast, inventory, limit, medianAtMost, rule, share } from './build.ts';

export const culture: readonly Rule[] = [
  rule(
    'cul-2a',
    'A',
    'github gitlab pagerduty',
    'Share of active repositories that name their owner (CODEOWNERS, a catalogue file, or a service people are called for).',
    [inventory(0.8)],
  ),
  rule('cul-2b', 'A', 'github gitlab', 'Share of merged changes that another person approved before they were merged.', [share(0.8, 20)]),
  rule('cul-3a', 'B', 'pagerduty', 'Share of people on call for a service who also changed its code.', [share(0.5, 5)]),
  rule('cul-3b', 'A', 'github gitlab', 'Share of changes to code of several owners that each of them approved.', [share(0.8, 10)]),
  rule('cul-4a', 'C', 'own', 'Months of the last three in which people of at least two functions looked at the shared numbers.', [
    countAtLeast(3),
  ]),
  rule(
    'cul-5a',
    'B',
    'github gitlab jenkins',
    'Share of production deployments that waited for the approval of another team.',
    [limit(0.1, 20)],
    180,
  ),
  rule(
    'cul-5b',
    'B',
    'github gitlab',
    'Share of merged changes written by people of other teams, and how long these wait for a first review.',
    [share(0.05, 20, 'from others'), medianAtMost(48, 'hours', 6, 'first review')],
  ),
  rule('lrn-2a', 'C', 'github gitlab', 'Issues with the label for improvements that were opened.', [countAtLeast(3)]),
  rule(
    'lrn-3a',
    'B',
    'github gitlab',
    'New decision records (folders such as docs/adr, rfc or proposals) in half a year.',
    [countAtLeast(1)],
    180,
  ),
  rule(
    'lrn-4a',
    'A',
    'github gitlab own',
    'Share of actions from retrospectives and reviews that were closed within 60 days.',
    [share(0.7, 10)],
    180,
  ),
  rule('lrn-4b', 'B', 'own', 'Readings of an adoption measure for each running initiative.', [countAtLeast(2)]),
  rule('lrn-5a', 'C', 'github gitlab', 'Decision records marked as rejected or superseded within a year.', [countAtLeast(1)], 365),
];
