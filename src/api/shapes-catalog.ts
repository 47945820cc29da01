/** Sources, services, teams and the configuration as they leave. */

import { z } from 'zod';
import { count, idAndName, instant, maybe, number, text } from './shapes.ts';

export const source = z
  .object({
    id: text,
    kind: text,
    url: maybe,
    demo: z.boolean(),
    state: z.enum(['never', 'running', 'waiting', 'idle', 'failed']),
    stateReason: maybe,
    progress: z.unknown(),
    lastStartedAt: instant.nullable(),
    lastFinishedAt: instant.nullable(),
    lastSuccessAt: instant.nullable(),
    lastError: maybe,
    lastErrorAt: instant.nullable(),
    nextRunAt: instant.nullable(),
    repositories: count,
    rejected: count,
  })
  .meta({ id: 'Source' });

const plain = z.union([text, number, z.boolean()]);

export const settings = z
  .object({
    organisation: text,
    zone: text,
    file: maybe,
    demo: z.boolean().describe('Demonstration data is shown.'),
    version: text,
    now: instant.describe('The clock of the server.'),
    settings: z.unknown().describe('The file as written.'),
    origins: z
      .array(
        z.strictObject({
          path: text.describe('`services[0].fold`, or the name of an environment variable.'),
          value: z.union([plain, z.array(plain)]).nullable(),
          origin: z.enum(['file', 'environment', 'default']),
          line: count.nullable().describe('Of the file, from 1.'),
          variables: z.array(text).describe('The variables it is read from, by name.'),
        }),
      )
      .describe('Every value of the effective configuration.'),
    state: z
      .strictObject({
        changed: z.boolean().describe('The file says something else than when it was read: a restart would take it.'),
        faults: z.array(text).describe('What a restart would refuse.'),
      })
      .nullable(),
  })
  .meta({ id: 'Settings' });

export const coverageRow = z
  .object({
    repositoryId: text,
    repository: text,
    object: text,
    days: z.strictObject({ fetched: count, empty: count, failed: count }),
    runs: z.array(z.strictObject({ from: text, until: text, state: z.enum(['fetched', 'empty', 'failed']) })),
    reading: z
      .strictObject({
        to: maybe.describe('The newest instant or UTC date read without a gap.'),
        unfinished: z.boolean().describe('A reading was cut short; the next run goes on from there.'),
        since: maybe.describe('Where history begins; null = everything there is.'),
      })
      .nullable()
      .describe('How far the list has been read; null = the source keeps no place in it.'),
    askedAt: instant.nullable().describe('When the provider last answered about any of these days.'),
  })
  .meta({ id: 'Coverage' });

export const rejectedPayload = z
  .object({
    repositoryId: text,
    repository: text,
    kind: text,
    externalId: text,
    reason: text,
    fetchedAt: instant,
  })
  .meta({ id: 'RejectedPayload' });

export const service = z
  .object({
    id: text,
    name: text,
    demo: z.boolean(),
    stability: z.boolean(),
    settings: z.unknown(),
    team: z.strictObject({ id: text, name: text }).nullable(),
    undeployed: count,
    lastDeploymentAt: instant.nullable(),
    derivedAt: instant.nullable(),
  })
  .meta({ id: 'Service' });

export const team = z.strictObject({ id: text, name: text, services: z.array(text) }).meta({ id: 'Team' });

export const owned = z
  .strictObject({
    service: idAndName,
    team: idAndName,
    from: instant.nullable().describe('Inclusive; null = since ever.'),
    until: instant.nullable().describe('Exclusive; null = until further notice.'),
  })
  .meta({ id: 'Owned' });
