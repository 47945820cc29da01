/** What a team decides about its maturity: where it wants to be, what does not apply to it for now, and what it does next. */

import { z } from 'zod';
import type { Model } from '../model.ts';

const text = z.string().trim().min(1).max(500);
const day = z.iso.date();

/** The level a team wants to reach in a dimension, and by when; null = no date. */
const target = z.strictObject({ dimension: text, level: z.literal([2, 3, 4, 5]), by: day.nullable() });

/** A statement that is not held against a team until a day, and who answers for it. */
const exemption = z.strictObject({ statement: text, owner: text, reason: text, until: day });

/** One thing a team does about unmet statements; `measure` says what will tell that it helped. */
const action = z.strictObject({
  dimension: text,
  statement: text.nullable(),
  title: text,
  owner: text,
  due: day,
  measure: text,
  state: z.enum(['open', 'done', 'dropped']),
});

/** What the body of an entry of each kind is; also the schema of what is stored. */
export const bodies = { target, exemption, action } as const;
export type PlanKind = keyof typeof bodies;
export type Plan = {
  readonly [kind in PlanKind]: { readonly kind: kind; readonly body: Readonly<z.infer<(typeof bodies)[kind]>> };
}[PlanKind];

/** A plan as it stands after its last version. */
export type PlanEntry = Plan & {
  readonly entryId: string;
  readonly version: number;
  readonly at: Date;
  readonly author: string;
  readonly teamId: string;
  readonly withdrawn: boolean;
};

/** Open ones beside each other in a team: more are a wish list. */
export const mostActions = 3;

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** What is wrong with a plan, in sentences; empty = nothing. Pure. */
export function faultsOfPlan({ kind, body }: Plan, model: Model, now: Date): readonly string[] {
  const dimensions = new Set(model.dimensions.map(({ id }) => id));
  const statements = new Map(model.dimensions.flatMap(({ id, statements: all }) => all.map((one) => [one.id, id] as const)));
  const noDimension = (id: string) => (dimensions.has(id) ? [] : [`dimension: ${model.name} has no dimension "${id}".`]);
  const noStatement = (id: string) => (statements.has(id) ? [] : [`statement: ${model.name} has no statement "${id}".`]);
  if (kind === 'target')
    return [...noDimension(body.dimension), ...(body.by !== null && body.by < dayOf(now) ? ['by: this day has passed.'] : [])];
  if (kind === 'exemption')
    return [
      ...noStatement(body.statement),
      ...(body.until <= dayOf(now) ? ['until: an exemption ends on a day that is yet to come.'] : []),
    ];
  const other = body.statement !== null && statements.has(body.statement) && statements.get(body.statement) !== body.dimension;
  return [
    ...noDimension(body.dimension),
    ...(body.statement === null ? [] : noStatement(body.statement)),
    ...(other ? [`statement: ${body.statement} is not one of ${body.dimension}.`] : []),
  ];
}

/** Whether an exemption holds at an instant: through the whole of its last day, UTC. */
export const isExempt = (until: string, at: Date): boolean => dayOf(at) <= until;
