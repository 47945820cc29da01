/** The zod side of evidence for maturity. */

import { z } from 'zod';
import { sourceKinds } from '../maturity/evidence/rule.ts';
import { count, instant, maybe, maybeNumber, text } from './shapes.ts';

const share = z.strictObject({ met: count, of: count }).nullable();
const measured = {
  value: maybeNumber.describe('The share or quantity found; null = nothing to look at.'),
  threshold: maybeNumber.describe('What it is held against, in the unit of the value.'),
  share,
  n: count.describe('Records looked at.'),
};

export const evidenceRule = z
  .strictObject({
    id: text,
    measures: text,
    class: z.enum(['A', 'B', 'C']),
    days: count.describe('Days before now that are looked at.'),
    sources: z.array(z.enum(sourceKinds)).describe('Any of these could tell.'),
    verdict: z.enum(['supports', 'contradicts', 'unclear', 'no_source']),
    ...measured,
    parts: z
      .array(
        z.strictObject({
          part: text,
          unit: maybe.describe('Of a quantity; null = a share.'),
          verdict: z.enum(['supports', 'contradicts', 'unclear']),
          ...measured,
          bounds: z.strictObject({ low: maybeNumber, high: maybeNumber }).nullable().describe('The 80 % interval it was read by.'),
          unknown: count.describe('Records of which it is not known whether they are as they should be.'),
        }),
      )
      .describe('All must hold; any that clearly does not says no.'),
  })
  .meta({ id: 'EvidenceRule' });

export const evidenceRecord = z
  .strictObject({
    part: text,
    key: text,
    at: instant,
    title: text,
    url: maybe,
    met: z.boolean().nullable().describe('Null = not known, or a quantity.'),
    why: text,
    value: maybeNumber,
  })
  .meta({ id: 'EvidenceRecord' });
