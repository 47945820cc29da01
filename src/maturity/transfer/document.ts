/** A campaign as a document: what it asks of whom, and, once it is closed, what groups of people answered. Never what one person did. */

import { z } from 'zod';
import { AppError } from '../../domain/errors.ts';
import { storable } from '../../yaml/shapes.ts';
import { roles } from '../model.ts';
import { modelSchema } from '../model-schema.ts';

const instant = z.iso.datetime({ offset: true });
const id = storable.min(1).max(200);
const count = z.number().int().nonnegative().max(1_000_000);
const some = count.min(1);
const role = z.enum(roles);
/** Null = where few of a role of a team answered, the close took their role away. */
const roleLeft = role.nullable();

/** What is fixed when a campaign is made. */
export const definition = z.strictObject({
  id: storable.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, 'must be 1 to 80 letters, digits, dots, dashes or underscores'),
  name: storable.trim().min(1).max(200),
  model: modelSchema,
  dimensions: z.array(id).max(100),
  teams: z.array(z.strictObject({ id, consensus: z.boolean() })).max(10_000),
  routes: z.array(z.strictObject({ team: id, role, statements: z.array(id).max(1_000) })).max(30_000),
  opensAt: instant,
  closesAt: instant,
  perceptionMinimum: z.number().int().min(5).max(1_000),
  practiceMinimum: z.literal([3, 5]),
});

const people = z.array(z.strictObject({ team: id, role, people: some })).max(30_000);

/** What these people together answered to a statement; `counts` null = they are too few for that to be said. */
export const tally = z.strictObject({
  statement: id,
  of: z.array(z.strictObject({ team: id, role: roleLeft, people: some })).min(1),
  counts: z
    .strictObject({
      choices: z.array(count).max(6).describe('People by choice, the lowest first.'),
      dontKnow: count,
      notApplicable: count,
      blank: count,
    })
    .nullable(),
});

const evidence = z.strictObject({
  team: id,
  rule: id,
  verdict: z.enum(['supports', 'contradicts', 'unclear', 'no_source']),
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  share: z.strictObject({ met: count, of: count }).nullable(),
  n: count,
});

const closed = z.strictObject({
  closedAt: instant,
  evidenceAt: instant.nullable(),
  /** Links that were not taken back. */
  invited: people,
  responses: z.array(z.strictObject({ team: id, role: roleLeft, people: some })).max(40_000),
  tallies: z.array(tally).max(1_000_000),
  evidence: z.array(evidence).max(1_000_000),
  /** Of teams whose notes may be shown. */
  notes: z.array(z.strictObject({ team: id, dimension: id, texts: z.array(storable.min(1).max(4_000)).min(1) })).max(200_000),
});

/** `plumbline` is the version of the shape; `closed` null = the definition alone. */
export const campaignDocument = z.strictObject({
  plumbline: z.literal(1),
  kind: z.literal('campaign'),
  exportedAt: instant,
  campaign: definition,
  closed: closed.nullable(),
});

export type Definition = z.output<typeof definition>;
export type Tally = z.output<typeof tally>;
export type ClosedPart = z.output<typeof closed>;
export type CampaignDocument = z.output<typeof campaignDocument>;

const mostShown = 20;

/** @throws AppError `invalid` with what is wrong, the first of it in the message. */
export function refuseDocument(said: readonly string[]): never {
  const more = said.length > mostShown ? [`and ${said.length - mostShown} more`] : [];
  throw new AppError('invalid', `That file cannot be taken: ${[...said.slice(0, mostShown), ...more].join('; ')}`, said.slice(0, 100));
}

/** Reads what claims to be such a document. @throws AppError `invalid` that names what is wrong. */
export function parseCampaignDocument(content: unknown): CampaignDocument {
  const read = campaignDocument.safeParse(content);
  if (read.success) return read.data;
  return refuseDocument(read.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`));
}
