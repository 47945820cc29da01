/** What changes and incidents of the demonstration are called. */

import type { Random } from './random.ts';

type Words = readonly [string, ...string[]];

const verbs: Words = ['Speed up', 'Rework', 'Fix', 'Extend', 'Simplify', 'Test', 'Log', 'Document', 'Clean up', 'Prepare', 'Split'];

const followUps: Words = [
  'Cover the empty case',
  'Rename after review',
  'Follow the linter',
  'Add the missing test',
  'Handle time-outs',
  'Undo a stray change',
  'Use the shared helper',
];

const libraries: Words = ['zod', 'vite', 'typescript', 'kysely', 'pino', 'undici', 'date-fns', 'esbuild', 'postgres docker tag'];

const troubles: Words = ['Errors in', 'Slow answers from', 'Wrong results of', 'Nothing works in', 'Time-outs in', 'Complaints about'];

const strays: Words = [
  'Cloud region answers slowly',
  'Certificate of a partner has expired',
  'Disk of a database replica is full',
  'Network provider drops packets',
  'Flood of requests from one customer',
  'Name server of the data centre is down',
];

export const changeTitle = (random: Random, work: Words): string => `${random.pick(verbs)} ${random.pick(work)}`;
export const followUp = (random: Random): string => random.pick(followUps);
export const updateTitle = (random: Random): string =>
  `Update ${random.pick(libraries)} to v${random.between(1, 9)}.${random.between(0, 30)}.${random.between(0, 9)}`;
export const hotfixTitle = (random: Random, work: Words): string => `Hotfix: repair ${random.pick(work)}`;
export const incidentTitle = (random: Random, work: Words): string => `${random.pick(troubles)} ${random.pick(work)}`;
export const strayTitle = (random: Random): string => random.pick(strays);

export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
