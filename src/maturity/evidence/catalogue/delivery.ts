/** Evidence for continuous integration and delivery (CID) and infrastructure as code (IAC). */

import type { Rule } from '../rule.ts';
import { countAtLeast, inventory, limit, medianAtMost, p75AtMost, rule, share } from './build.ts';

export const delivery: readonly Rule[] = [
  rule('cid-2a', 'A', 'github gitlab jenkins', 'Share of merged changes on which at least one automatic check had finished.', [
    share(0.9, 20),
  ]),
  rule('cid-2b', 'A', 'github gitlab jenkins', 'Share of active repositories that hold the definition of their pipeline.', [
    inventory(0.9),
  ]),
  rule(
    'cid-3a',
    'A',
    'github gitlab',
    'Share of merged changes without a failed check when they were merged, in repositories whose default branch is protected.',
    [share(0.95, 20, 'green'), inventory(0.95, 'protected', 1)],
  ),
  rule('cid-3b', 'A', 'github gitlab jenkins kubernetes', 'Share of production deployments that a pipeline carried out.', [share(0.8, 10)]),
  rule('cid-4a', 'B', 'github gitlab', 'Median time from opening to merging a change, and median of its changed lines.', [
    medianAtMost(48, 'hours', 30, 'open to merge'),
    medianAtMost(200, 'lines', 30, 'changed lines'),
  ]),
  rule(
    'cid-4b',
    'A',
    'github gitlab jenkins',
    'Pipelines of the default branch: duration (75th percentile), share that was run again on the same commit, time from red to green.',
    [p75AtMost(15, 'minutes', 29, 'duration'), limit(0.05, 20, 'run again'), medianAtMost(60, 'minutes', 6, 'red to green')],
  ),
  rule(
    'cid-5a',
    'B',
    'github gitlab kubernetes',
    'Median time from merging a change to production, and whether roll-outs are gradual (objects or flags that say so).',
    [medianAtMost(24, 'hours', 12, 'merge to production'), countAtLeast(1, 'gradual roll-out')],
  ),
  rule('cid-5b', 'C', 'github gitlab', 'Deployment jobs with a step that changes the schema.', [countAtLeast(1)]),
  rule('iac-2a', 'A', 'github gitlab', 'Share of active repositories with infrastructure described in files.', [inventory(0.6)]),
  rule('iac-2b', 'C', 'github gitlab', 'Scheduled pipeline runs.', [countAtLeast(1)]),
  rule('iac-3a', 'A', 'github gitlab', 'Share of changes to infrastructure files that came through an approved change.', [share(0.9, 10)]),
  rule(
    'iac-3b',
    'B',
    'github gitlab',
    'Share of references to modules, charts and workflows that are shared inside the organisation and pinned to a version.',
    [share(0.5, 20)],
  ),
  rule(
    'iac-4a',
    'A',
    'kubernetes github gitlab jenkins',
    'Share of environments in the state their files describe, or a check for drift that succeeded within a week.',
    [inventory(0.95)],
    7,
  ),
  rule(
    'iac-4b',
    'B',
    'github gitlab kubernetes',
    'Environments for trying changes that were created in each week.',
    [countAtLeast(26)],
    180,
  ),
  rule('iac-5a', 'A', 'github gitlab', 'Share of changes to infrastructure files that a policy check looked at.', [share(0.8, 10)]),
  rule('iac-5b', 'B', 'kubernetes', 'Share of updates of production objects made by hand.', [limit(0.05, 20)]),
];
