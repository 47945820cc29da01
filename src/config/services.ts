/** Services and their owners from the file's entries. Pure. */

import { defaultProductionWords } from '../domain/environment.ts';
import type { Ownership, Service } from '../domain/service.ts';
import { startOfDate } from '../domain/zoned.ts';
import type { Fault, Path } from '../yaml/faults.ts';
import { type Reference, referencesOf } from './references.ts';
import type { ConfigFile, ServiceEntry } from './schema.ts';

export type ResolvedService = Service & { readonly references: readonly Reference[] };

const DAY_SECONDS = 86_400;
const unavailableRules = ['builds', 'rollouts', 'events'];

function ownershipOf(file: ConfigFile, service: ServiceEntry, path: Path, faults: Fault[]): readonly Ownership[] {
  const list: readonly { readonly team: string; readonly until?: string | undefined }[] =
    service.team === undefined ? [] : typeof service.team === 'string' ? [{ team: service.team }] : service.team;
  let from: Date | null = null;
  return list.map(({ team, until }, i) => {
    const at = [...path, 'team', ...(typeof service.team === 'string' ? [] : [i])];
    if (!file.teams.some((t) => t.id === team)) faults.push({ path: at, message: `there is no team "${team}"` });
    if (until === undefined && i < list.length - 1) faults.push({ path: at, message: 'only the last owner may be without "until"' });
    const end = until === undefined ? null : startOfDate(until, file.zone);
    if (from !== null && end !== null && end <= from)
      faults.push({ path: at, message: '"until" must be later than that of the owner before' });
    const owner = { teamId: team, from, until: end };
    from = end;
    return owner;
  });
}

/** Rules of other kinds need a source they can read from. */
function sayMissingSources(file: ConfigFile, service: ServiceEntry, path: Path, faults: Fault[]): void {
  service.incidents.forEach((rule, i) => {
    if (rule.from === 'pagerduty' && !file.sources.some(({ kind }) => kind === 'pagerduty'))
      faults.push({ path: [...path, 'incidents', i, 'from'], message: 'there is no source of the kind pagerduty' });
  });
}

function sayUnavailable(service: ServiceEntry, path: Path, faults: Fault[]): void {
  for (const part of ['deployments', 'incidents'] as const) {
    service[part].forEach((rule, i) => {
      if (unavailableRules.includes(rule.from))
        faults.push({ path: [...path, part, i, 'from'], message: `rules from ${rule.from} are not available in this version` });
    });
  }
}

/** Zod keeps absent optional keys as `undefined`; settings are stored as JSON and compared, so they go. */
function compact<T extends object>(value: T): T {
  // The entries are those of the value itself, less the undefined ones, which every optional key allows.
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}

function settingsOf(file: ConfigFile, service: ServiceEntry, references: readonly Reference[]): Service['settings'] {
  return {
    repositories: references.map(({ repositoryId, name, paths }) => ({ repositoryId, name, paths })),
    // The schema's rules have exactly the optional keys of the domain's.
    deployments: service.deployments.map((rule) => compact(rule)) as Service['settings']['deployments'],
    incidents: service.incidents.map(({ window, ...rule }) => ({
      ...compact(rule),
      windowSeconds: window ?? DAY_SECONDS,
    })) as Service['settings']['incidents'],
    failures: service.failures,
    foldSeconds: service.fold,
    hotfixWords: service.hotfix_words,
    revertAgeSeconds: service.revert_age,
    sourceCommit: service.source_commit ?? null,
    productionWords: file.environments?.production ?? defaultProductionWords,
    bots: file.bots,
  };
}

export function resolveServices(file: ConfigFile, faults: Fault[]): readonly ResolvedService[] {
  return file.services.map((service, i) => {
    const path = ['services', i];
    sayUnavailable(service, path, faults);
    sayMissingSources(file, service, path, faults);
    const references = referencesOf(service, file.sources, path, faults);
    const ownership = ownershipOf(file, service, path, faults);
    return {
      serviceId: service.id,
      name: service.name ?? service.id,
      ownership,
      settings: settingsOf(file, service, references),
      references,
    };
  });
}
