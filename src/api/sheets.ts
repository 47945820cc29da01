/** The columns of every list that can be had as CSV. They are what people build on: add at the end, rename nothing. */

import type { Spread } from '../metrics/result.ts';
import type { CsvSheet } from './csv.ts';

const whose = ['serviceId', 'serviceName', 'team.id', 'team.name'];

export const sheets = {
  deployments: {
    name: 'deployments',
    columns: [
      'id',
      ...whose,
      'repositoryId',
      'tier',
      'places',
      'version',
      'sha',
      'title',
      'outcome',
      'kind',
      'startedAt',
      'finishedAt',
      'changes',
      'failed',
      'unplanned',
      'recovery',
      'restoredAt',
      'inferred',
      'commitKnown',
      'url',
      'fetchedAt',
    ],
  },
  changes: {
    name: 'changes',
    columns: [
      'sha',
      ...whose,
      'repositoryId',
      'title',
      'pullNumber',
      'pullTitle',
      'authoredAt',
      'committedAt',
      'mergedAt',
      'deploymentId',
      'deployedAt',
      'leadTime',
      'leadTimeReason',
      'waiting',
      'bot',
      'originalsUnknown',
      'url',
      'pullUrl',
      'fetchedAt',
    ],
  },
  incidents: {
    name: 'incidents',
    columns: [
      'id',
      ...whose,
      'title',
      'urgency',
      'openedAt',
      'acknowledgedAt',
      'resolvedAt',
      'duration',
      'state',
      'deploymentId',
      'rung',
      'confidence',
      'reason',
      'url',
      'fetchedAt',
    ],
  },
  evidence: {
    name: 'evidence',
    columns: ['kind', 'id', 'serviceId', 'title', 'at', 'included', 'reason', 'contributes', 'url', 'fetchedAt'],
  },
  flow: {
    name: 'flow',
    columns: ['kind', 'id', 'serviceId', 'title', 'at', 'included', 'reason', 'contributes', 'inferred', 'url', 'fetchedAt'],
  },
  services: {
    name: 'services',
    columns: ['id', 'name', 'team.id', 'team.name', 'stability', 'undeployed', 'lastDeploymentAt', 'derivedAt', 'demo'],
  },
  teams: { name: 'teams', columns: ['id', 'name', 'services'] },
  sources: {
    name: 'sources',
    columns: [
      'id',
      'kind',
      'url',
      'state',
      'stateReason',
      'lastStartedAt',
      'lastFinishedAt',
      'lastSuccessAt',
      'lastError',
      'lastErrorAt',
      'nextRunAt',
      'repositories',
      'rejected',
      'demo',
    ],
  },
  coverage: {
    name: 'coverage',
    columns: [
      'repositoryId',
      'object',
      'days.fetched',
      'days.empty',
      'days.failed',
      'repository',
      'reading.to',
      'reading.unfinished',
      'askedAt',
    ],
  },
  rejected: { name: 'rejected', columns: ['repositoryId', 'repository', 'kind', 'externalId', 'reason', 'fetchedAt'] },
} as const;

/** A row for every metric of every service. */
function spreadRows({ metrics, services }: Spread): readonly unknown[] {
  const named = new Map(services.map((service) => [service.serviceId, service]));
  return metrics.flatMap(({ id, unit, services: rows }) =>
    rows.map((row) => ({ metric: id, unit, ...row, serviceName: named.get(row.serviceId)?.name, team: named.get(row.serviceId)?.team })),
  );
}

export const spreadSheet: CsvSheet<Spread> = {
  name: 'services-by-metric',
  columns: [
    'metric',
    'unit',
    ...whose,
    'state',
    'value',
    'n',
    'interval.low',
    'interval.high',
    'percentiles.p75',
    'percentiles.p90',
    'numerator',
    'denominator',
    'open',
    'provisional',
    'quality',
    'movement.verdict',
    'previous.value',
    'previous.verdict',
  ],
  rows: spreadRows,
};
