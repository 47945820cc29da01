/** A model as a campaign keeps it: read back through a schema, like everything that was stored. */

import { z } from 'zod';
import { type Model, roles } from './model.ts';

const text = z.string();
const level = z.literal([2, 3, 4, 5]);

const statement = z.strictObject({
  id: text,
  level: level.nullable(),
  text,
  scale: z.enum(['coverage', 'perception', 'options']),
  options: z.array(z.strictObject({ text, credit: z.number() })),
  roles: z.array(z.enum(roles)),
  why: text,
  next: text,
  evidence: z.strictObject({ rule: text, class: z.enum(['A', 'B', 'C']) }).nullable(),
});

const dimension = z.strictObject({
  id: text,
  name: text,
  group: text,
  improvised: text,
  needs: z.array(z.strictObject({ level, dimension: text, atLeast: level })),
  statements: z.array(statement),
});

const stored = z.strictObject({
  id: text,
  version: text,
  name: text,
  licence: text,
  scored: z.enum(['levels', 'mean']),
  groups: z.array(z.strictObject({ id: text, name: text })),
  dimensions: z.array(dimension),
});

/** @throws ZodError when it is none: only a hand in the database could have made it so. */
export const parseStoredModel = (value: unknown): Model => stored.parse(value);
