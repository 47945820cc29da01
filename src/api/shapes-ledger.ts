/** Decisions of people, as they come in and as they leave. */

import { z } from 'zod';
import { ledgerActions, ledgerSubjects } from '../domain/ledger.ts';
import { idText } from './paging.ts';
import { instant, maybe, text } from './shapes.ts';
import { deploymentName, incidentName } from './shapes-delivery.ts';

const subject = z.strictObject({ kind: z.enum(ledgerSubjects), key: idText });
const target = z.strictObject({ kind: z.literal('deployment'), key: idText });

export const ledgerEntry = z
  .strictObject({
    id: text,
    at: instant,
    author: text,
    subject,
    serviceId: maybe.describe('The service whose view is decided; null = every service that sees the incident.'),
    serviceName: maybe,
    action: z.enum(ledgerActions),
    target: target.nullable(),
    note: text,
    restoredAt: instant.nullable(),
    undoneBy: maybe.describe('The entry that took it back; null = it holds.'),
    about: z.strictObject({ incident: incidentName.nullable(), deployment: deploymentName.nullable(), evidence: maybe }),
  })
  .meta({ id: 'LedgerEntry' });

const plain = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `must be at most ${most} characters long`)
    .refine((said) => !said.includes('\u0000'), 'must not hold the character U+0000');

export const decision = z
  .strictObject({
    subject: subject.describe(
      'incident: its id · deployment: its id · failure: the `key` of a piece of evidence · entry: the id of a ledger entry.',
    ),
    action: z
      .enum(ledgerActions)
      .describe(
        'incident: confirm, reject, link, move, not_change_related · deployment: failed, unplanned · failure: confirm, reject · entry: undo.',
      ),
    target: target.optional().describe('link and move: the deployment; confirm and reject: the one it is attributed to now, unless told.'),
    service: idText.optional().describe('Whose view of an incident of several services is meant.'),
    note: plain(2000).default('').describe('Why; shown beside the number.'),
    restoredAt: z.iso.datetime({ offset: true }).optional().describe('failed: when service was restored, where no incident tells.'),
  })
  .meta({ id: 'Decision' });
