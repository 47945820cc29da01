/** A source that plays pages from memory, with faults and crashes where a test wants them. */

import type { Catalog } from '../../src/collection/catalog.ts';
import type { AnyRecord } from '../../src/domain/records.ts';
import type { ServiceSettings } from '../../src/domain/service.ts';
import type { Normalize, Page, RawItem, Source } from '../../src/sources/source.ts';

/** Happens before page `at` is yielded; each fault once. */
type Fault = { readonly at: number; readonly error: Error };

export type MemoryOptions = {
  readonly sourceId?: string;
  readonly repositoryId?: string;
  readonly faults?: readonly Fault[];
  /** Called before page `index` is handed over; the moment to abort, crash or pull a plug. */
  readonly beforePage?: (index: number) => void | Promise<void>;
};

export const memorySourceId = 'memory';
export const memoryRepository = 'memory:shop';
const position = 'position';

/** Yields the pages from the stored position on; every page moves the position, so any prefix is consistent. */
export function memorySource(pages: readonly Page[], options: MemoryOptions = {}): Source {
  const faults = [...(options.faults ?? [])];
  const repositoryId = options.repositoryId ?? memoryRepository;
  return {
    sourceId: options.sourceId ?? memorySourceId,
    kind: 'memory',
    collect: async function* (context) {
      const stored = await context.cursor(repositoryId, position);
      const start = typeof stored === 'number' ? stored : 0;
      for (const [offset, page] of pages.slice(start).entries()) {
        const index = start + offset;
        const fault = faults.findIndex((each) => each.at === index);
        const [thrown] = fault < 0 ? [] : faults.splice(fault, 1);
        if (thrown !== undefined) throw thrown.error;
        context.progress({ repository: repositoryId, object: page.object, done: index, total: pages.length });
        await options.beforePage?.(index);
        yield { ...page, repositoryId, object: position, cursor: index + 1 };
      }
    },
  };
}

/** A page of items without coverage or cursor. */
export function page(items: readonly RawItem[], rest: Partial<Page> = {}): Page {
  return { repositoryId: memoryRepository, object: position, items, ...rest };
}

/** An item whose payload spells out its records. */
export function item(kind: string, externalId: string, records: readonly AnyRecord[], extra: object = {}): RawItem {
  return { repositoryId: memoryRepository, kind, externalId, payload: { ...extra, records } };
}

/** An item that never normalises. */
export function badItem(kind: string, externalId: string, complaint: string): RawItem {
  return { repositoryId: memoryRepository, kind, externalId, payload: { complaint } };
}

/** Records as the payload spells them, with instants read back from JSON; throws the payload's complaint if it has one. */
export const normalizeMemory: Normalize = (raw) => {
  // Payloads are made by `item` and `badItem` above.
  const payload = raw.payload as { complaint?: string; records?: readonly { table: string; row: object }[] };
  if (payload.complaint !== undefined) throw new Error(payload.complaint);
  return (payload.records ?? []).map(
    ({ table, row }) =>
      ({
        table,
        row: Object.fromEntries(Object.entries(row).map(([column, value]) => [column, isInstant(column, value) ? new Date(value) : value])),
      }) as AnyRecord,
  );
};

function isInstant(column: string, value: unknown): value is string {
  return typeof value === 'string' && /(^a|A)t$/.test(column);
}

/** A commit record of the memory repository. */
export function commit(sha: string, at: string, rest: { parents?: readonly string[]; message?: string } = {}): AnyRecord {
  return {
    table: 'commit',
    row: {
      repositoryId: memoryRepository,
      sha,
      parents: rest.parents ?? [],
      authoredAt: new Date(at),
      committedAt: new Date(at),
      author: 'ann',
      bot: false,
      message: rest.message ?? sha,
      paths: null,
      url: null,
    },
  };
}

/** A deployment event of the memory repository. */
export function deployment(externalId: string, at: string, rest: { sha?: string; title?: string } = {}): AnyRecord {
  return {
    table: 'deployment_event',
    row: {
      repositoryId: memoryRepository,
      origin: 'deployments',
      externalId,
      name: null,
      environment: 'production',
      branch: null,
      sha: rest.sha ?? null,
      productionHint: null,
      preRelease: false,
      createdAt: new Date(at),
      title: rest.title ?? null,
      url: null,
      inferred: false,
      removed: false,
      updatedAt: null,
    },
  };
}

/** A success of a deployment of the memory repository. */
export function status(externalId: string, at: string): AnyRecord {
  return {
    table: 'deployment_status',
    row: { repositoryId: memoryRepository, origin: 'deployments', externalId, statusId: '1', state: 'succeeded', at: new Date(at) },
  };
}

/** One memory source, and one service made of its repository. */
export function memoryCatalog(rest: Partial<Catalog> = {}): Catalog {
  return {
    sources: [{ sourceId: memorySourceId, kind: 'memory', url: null, demo: false, settingsHash: '1' }],
    teams: [{ teamId: 'web', name: 'Web' }],
    services: [memoryService('shop')],
    ...rest,
  };
}

export function memoryService(serviceId: string, settings: Partial<ServiceSettings> = {}): Catalog['services'][number] {
  return {
    serviceId,
    name: serviceId,
    demo: false,
    ownership: [{ teamId: 'web', from: null, until: null }],
    settings: {
      repositories: [{ repositoryId: memoryRepository, name: 'shop', paths: null }],
      deployments: [{ from: 'deployments' }],
      incidents: [],
      failures: { incident: false, rollback: true, revert: true, hotfix: true, failed_rollout: false },
      foldSeconds: 3600,
      hotfixWords: ['hotfix'],
      revertAgeSeconds: 30 * 86_400,
      sourceCommit: null,
      productionWords: ['prod', 'production', 'live'],
      bots: [],
      ...settings,
    },
  };
}

/** Pages in which objects come, change, come back, share records and do not normalise; the same ones for every process. */
export function manyPages(count: number): readonly Page[] {
  return Array.from({ length: count }, (_, n) => {
    const day = `2026-01-${String((n % 28) + 1).padStart(2, '0')}`;
    const shared = commit('shared', `${day}T10:00:00Z`, { message: `seen on page ${n % 3}` });
    const items = [
      item('commit', `c${n}`, [commit(`c${n}`, `${day}T09:00:00Z`, { parents: n === 0 ? [] : [`c${n - 1}`] })]),
      item('commit', `c${n >> 1}`, [commit(`c${n >> 1}`, '2026-01-01T09:00:00Z', { message: `rewritten ${n}` })]),
      item('list', `${n % 2}`, [shared], { page: n % 3 }),
      item('deployment', `${n}`, [deployment(`${n}`, `${day}T11:00:00Z`, { sha: `c${n}` }), status(`${n}`, `${day}T11:05:00Z`)]),
    ];
    const bad = n % 5 === 3 ? [badItem('commit', `bad${n}`, 'no sha')] : [];
    const coverage = [
      {
        repositoryId: memoryRepository,
        object: 'commits',
        from: new Date(day),
        until: new Date(day),
        state: 'fetched',
        daysWithItems: [day],
      },
    ] as const;
    return page([...items, ...bad], { coverage });
  });
}
