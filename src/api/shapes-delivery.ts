/** Deployments, changes and incidents as they leave. */

import { z } from 'zod';
import { count, instant, maybe, maybeNumber, number, text } from './shapes.ts';

const teamName = z.strictObject({ id: text, name: text }).nullable();
const ownership = { serviceName: text, team: teamName.describe('The owner at that instant.') };
const seconds = maybeNumber;

export const deployment = z
  .object({
    id: text,
    serviceId: text,
    ...ownership,
    repositoryId: text,
    tier: text,
    places: z.array(text),
    version: maybe,
    sha: maybe,
    outcome: text,
    kind: maybe,
    startedAt: instant,
    finishedAt: instant.nullable(),
    inferred: z.boolean(),
    commitKnown: z.boolean(),
    changes: count,
    failed: z.boolean(),
    unplanned: maybe,
    recovery: maybe,
    restoredAt: instant.nullable(),
    title: maybe,
    url: maybe,
    fetchedAt: instant,
  })
  .meta({ id: 'Deployment' });

export const change = z
  .object({
    serviceId: text,
    ...ownership,
    repositoryId: text,
    sha: text,
    title: text,
    url: maybe,
    authoredAt: instant,
    committedAt: instant,
    mergedAt: instant.nullable(),
    pullNumber: maybeNumber,
    pullTitle: maybe,
    pullUrl: maybe,
    bot: z.boolean(),
    originalsUnknown: z.boolean(),
    deploymentId: maybe,
    deployedAt: instant.nullable(),
    leadTime: seconds.describe(
      'Seconds from authored to deployed; null while it waits, and where leadTimeReason says why it counts for nothing.',
    ),
    leadTimeReason: z.enum(['baseline', 'clock skew']).nullable(),
    waiting: seconds.describe('Seconds since it was merged or committed; null once deployed.'),
    fetchedAt: instant,
  })
  .meta({ id: 'Change' });

export const incident = z
  .object({
    id: text,
    serviceId: text,
    ...ownership,
    title: text,
    urgency: maybe,
    openedAt: instant,
    acknowledgedAt: instant.nullable(),
    resolvedAt: instant.nullable(),
    duration: seconds.describe('Seconds from opening to resolution; null while open.'),
    url: maybe,
    deploymentId: maybe,
    rung: maybeNumber,
    confidence: maybeNumber,
    state: z.enum(['counted', 'proposed', 'not_change_related']),
    reason: text,
    fetchedAt: instant,
    priority: maybe,
    responders: maybeNumber.describe('How many people were asked.'),
    entryId: maybe.describe('The ledger entry that decided; null = rules alone.'),
  })
  .meta({ id: 'Incident' });

export const deploymentName = z
  .strictObject({
    id: text,
    title: maybe,
    version: maybe,
    sha: maybe,
    kind: maybe,
    outcome: text,
    startedAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'DeploymentName' });

export const incidentName = z
  .strictObject({ id: text, title: text, url: maybe, openedAt: instant, resolvedAt: instant.nullable() })
  .meta({ id: 'IncidentName' });

export const deploymentStory = deployment
  .extend({
    previousDeploymentId: maybe,
    commitsVisited: count,
    unknownParents: count,
    detectedAt: instant.nullable(),
    children: z.array(
      z.strictObject({
        repositoryId: text,
        origin: text,
        externalId: text,
        place: text,
        outcome: text,
        kind: maybe,
        startedAt: instant,
        finishedAt: instant.nullable(),
        inferred: z.boolean(),
        url: maybe,
      }),
    ),
    delivered: z.array(change),
    failures: z.array(
      z.strictObject({
        key: text.describe('Names this piece of evidence in the ledger.'),
        evidence: text,
        evidenceId: text,
        confidence: number,
        reason: text,
        at: instant,
        decision: z.enum(['confirmed', 'rejected']).nullable().describe('What a person said of it; rejected evidence does not count.'),
        entryId: maybe,
        incident: incidentName.nullable(),
        remedy: deploymentName.nullable(),
      }),
    ),
    restoredBy: z
      .strictObject({
        how: z.enum(['incident', 'rollback', 'revert', 'hotfix', 'next_success', 'person']),
        at: instant,
        incident: incidentName.nullable(),
        deployment: deploymentName.nullable(),
      })
      .nullable(),
    remediates: z.array(z.strictObject({ evidence: text, reason: text, deployment: deploymentName })),
    incidents: z.array(incident).describe('Opened from its start until the next forward deployment of its repository started.'),
    previous: deploymentName.nullable().describe('Of the successful production deployments of the service.'),
    next: deploymentName.nullable(),
  })
  .meta({ id: 'DeploymentStory' });

const nearDeployment = deploymentName.extend({ fromOpening: number.describe('Seconds from the opening; negative before.') });

export const incidentStory = z
  .strictObject({
    id: text,
    services: z.array(
      incident.extend({
        deployment: deploymentName.nullable().describe('The deployment it is attributed to, also when only proposed.'),
        before: z.array(nearDeployment),
        after: z.array(nearDeployment),
      }),
    ),
    course: z.array(z.strictObject({ kind: text, at: instant, text: maybe })).describe('As its provider tells it, in order.'),
    changes: z
      .array(z.strictObject({ at: instant, summary: maybe, source: maybe, url: maybe }))
      .describe('What the provider was told of in the 24 hours before the opening, newest first, at most 20; no number rests on it.'),
    merged: z.array(z.strictObject({ title: text, openedAt: instant, url: maybe })).describe('Incidents merged into this one.'),
  })
  .meta({ id: 'IncidentStory' });
