/** A service written down as the configuration file has it: the way back from settings. Pure. */

import { Document, isScalar, visit } from 'yaml';
import type { Service } from '../domain/service.ts';
import { localDate } from '../domain/zoned.ts';
import { durationText } from './origins.ts';

/** The entry of `services` that leads to this service. `zone` = the one its dates are in. */
export function entryOf(service: Service, zone: string): Readonly<Record<string, unknown>> {
  const { serviceId, name, ownership, settings } = service;
  const [owner] = ownership;
  const owners = ownership.map(({ teamId, until }) => ({ team: teamId, ...(until === null ? {} : { until: localDate(until, zone) }) }));
  return {
    id: serviceId,
    ...(name === serviceId ? {} : { name }),
    ...(owner === undefined ? {} : { team: ownership.length === 1 && owner.until === null ? owner.teamId : owners }),
    repositories: settings.repositories.map((repository) =>
      repository.paths === null ? repository.name : { name: repository.name, paths: repository.paths },
    ),
    deployments: settings.deployments,
    incidents: settings.incidents.map(({ windowSeconds, ...rule }) => ({ ...rule, window: durationText(windowSeconds) })),
    failures: settings.failures,
    fold: durationText(settings.foldSeconds),
    hotfix_words: settings.hotfixWords,
    revert_age: durationText(settings.revertAgeSeconds),
    ...(settings.sourceCommit === null ? {} : { source_commit: settings.sourceCommit }),
  };
}

/** A part of a file with one service, as YAML: what a person may change and put back. Lists of plain values stay on one line. */
export function partText(entry: unknown, productionWords: readonly string[]): string {
  const document = new Document({ environments: { production: productionWords }, services: [entry] }, { aliasDuplicateObjects: false });
  visit(document, {
    Seq: (_, node) => {
      if (node.items.every((item) => isScalar(item))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}
