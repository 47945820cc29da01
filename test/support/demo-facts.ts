/** The demonstration's facts without a database: its payloads normalised and derived in memory, quickly enough for many dates. */

import { deriveService } from '../../src/delivery/derive.ts';
import { groupBy } from '../../src/delivery/order.ts';
import type { ServiceFacts, ServiceRecords } from '../../src/delivery/records.ts';
import { demoBehaviours, demoCloneSourceId, demoServices } from '../../src/demo/organisation.ts';
import { repositoryPages } from '../../src/demo/pages.ts';
import type { AnyRecord } from '../../src/domain/records.ts';
import type { Service } from '../../src/domain/service.ts';
import { normalizeGit } from '../../src/sources/git/normalize.ts';
import { normalizeGithub } from '../../src/sources/github/normalize.ts';
import type { RawItem } from '../../src/sources/source.ts';

/** Nothing for what nobody can read, as at the doorway. Payloads are read as they are stored: as JSON. */
function recordsOf(sourceId: string, item: RawItem): readonly AnyRecord[] {
  const normalize = sourceId === demoCloneSourceId ? normalizeGit : normalizeGithub;
  try {
    return normalize(item);
  } catch {
    return [];
  }
}

function serviceRecords(service: Service, records: readonly AnyRecord[], at: Date): ServiceRecords {
  type Row<T> = Extract<AnyRecord, { readonly table: T }>['row'] & { readonly fetchedAt: Date };
  const rows = <T extends AnyRecord['table']>(table: T): readonly Row<T>[] => {
    const found = records.filter((record) => record.table === table).map(({ row }) => ({ ...row, fetchedAt: at }));
    // The table's name decides the row's type, which a comparison does not tell the compiler.
    return found as readonly object[] as readonly Row<T>[];
  };
  return {
    service,
    commits: rows('commit'),
    boundary: rows('boundary_commit'),
    branches: rows('branch'),
    pullRequests: rows('pull_request'),
    pullRequestCommits: rows('pull_request_commits'),
    reviews: rows('review'),
    deploymentEvents: rows('deployment_event'),
    deploymentStatuses: rows('deployment_status'),
    pullRequestReady: rows('pull_request_ready'),
    incidentEvents: rows('incident_event'),
    incidentEntries: rows('incident_entry'),
    ledger: [],
  };
}

/** Facts by service id, of all services or of these. */
export function demoFacts(now: Date, serviceIds?: readonly string[]): ReadonlyMap<string, ServiceFacts> {
  const wanted = (serviceId: string): boolean => serviceIds?.includes(serviceId) ?? true;
  const services = demoServices(now).filter(({ serviceId }) => wanted(serviceId));
  const records = demoBehaviours.flatMap(({ parts }, index) => {
    if (!parts.some(({ serviceId }) => wanted(serviceId))) return [];
    return repositoryPages(index, now).flatMap(({ sourceId, items }) => items.flatMap((item) => recordsOf(sourceId, item)));
  });
  const byRepository = groupBy(records, ({ row }) => row.repositoryId);
  return new Map(
    services.map((service) => {
      const own = service.settings.repositories.flatMap(({ repositoryId }) => byRepository.get(repositoryId) ?? []);
      return [service.serviceId, deriveService(serviceRecords(service, own, now))];
    }),
  );
}
