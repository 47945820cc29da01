/** The shape of a model's file. What stands between its parts is checked in model-checks.ts. */

import { z } from 'zod';
import { known, storing } from '../yaml/shapes.ts';
import { type Model, roles } from './model.ts';

/** Longer than this nobody reads while answering. */
const longestStatement = 240;

/** YAML reads a bare 1.0 as a number, and a bare true as a truth. */
const inQuotes = (issue: { readonly input?: unknown }): string | undefined =>
  typeof issue.input === 'number' || typeof issue.input === 'boolean' ? 'must be text: put it in quotes' : undefined;

const text = (most: number) =>
  storing(z.string({ error: inQuotes }).trim().min(1, 'is empty').max(most, `is longer than ${most} characters`));

const idOf = (pattern: RegExp, message: string) => z.string({ error: inQuotes }).regex(pattern, message);
const id = idOf(/^[A-Za-z][A-Za-z0-9-]{0,39}$/, 'must be a letter and up to 39 letters, digits or dashes');
const statementId = idOf(/^[A-Za-z][A-Za-z0-9-]{0,59}$/, 'must be its dimension, a dash and the rest, such as CID-3b');
const rule = idOf(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, 'must be the name of an evidence rule');

const level = z.literal([2, 3, 4, 5], { error: (issue) => (issue.input === undefined ? undefined : 'must be 2, 3, 4 or 5') });

const option = known({
  text: text(120),
  credit: z.number().min(0, 'is below 0: a credit is 0 to 1').max(1, 'is above 1: a credit is 0 to 1'),
});

const roleList = z
  .array(z.enum(roles, { error: `must be one of ${roles.join(', ')}` }))
  .min(1, `is empty: name at least one of ${roles.join(', ')}`)
  .refine((list) => new Set(list).size === list.length, 'names a role twice');

const statement = known({
  id: statementId,
  /** Omitted or null = outside every level. */
  level: level.nullable().default(null),
  text: text(longestStatement),
  scale: z.enum(['coverage', 'perception', 'options'], { error: (issue) => scaleFault(issue.input) }),
  options: z.array(option).max(6, 'are more than six').default([]),
  roles: roleList,
  why: text(600),
  next: text(600),
  evidence: known({ rule, class: z.enum(['A', 'B', 'C'], { error: (issue) => classFault(issue.input) }) })
    .nullable()
    .default(null),
});

const scaleFault = (input: unknown): string | undefined =>
  input === undefined ? undefined : 'must be coverage, perception, or options of its own';
const classFault = (input: unknown): string | undefined => (input === undefined ? undefined : 'must be A, B or C');

const dimension = known({
  id,
  name: text(80),
  group: id,
  improvised: text(longestStatement),
  needs: z
    .array(known({ level, dimension: id, atLeast: level }))
    .max(20, 'are more than 20')
    .default([]),
  statements: z.array(statement).min(1, 'are none').max(100, 'are more than 100'),
});

/** What a file holds becomes what the rest knows; both are the same but for what may be omitted. */
export const modelSchema: z.ZodType<Model> = known({
  id: idOf(/^[a-z][a-z0-9-]{0,39}$/, 'must be a small letter and up to 39 small letters, digits or dashes'),
  version: text(40),
  name: text(80),
  licence: text(80),
  scored: z.enum(['levels', 'mean'], { error: (issue) => (issue.input === undefined ? undefined : 'must be levels or mean') }),
  groups: z.array(known({ id, name: text(80) })).min(1, 'are none'),
  dimensions: z.array(dimension).min(1, 'are none').max(100, 'are more than 100'),
});
