/** The git source: commits, branches and tags of local clones and clone addresses. */

import { countReferences, openClone } from '../clone.ts';
import { readRefs } from '../clone-refs.ts';
import type { CollectContext, Examine, Finding, Page, Source } from '../source.ts';
import { SourceError } from '../source.ts';
import { commitPages, type Reading } from './commits.ts';
import { branchPages, tagPages } from './references.ts';

export { normalizeGit } from './normalize.ts';

export type GitSettings = {
  readonly sourceId: string;
  /** `name` is a path or a clone address. */
  readonly repositories: readonly { readonly repositoryId: string; readonly name: string }[];
  /** Where clones of addresses are kept. */
  readonly cacheFolder: string;
  /** Commits and tags before it are left out. */
  readonly since: Date | null;
  /** Repositories a service narrows by path globs: their commits are read with the paths they change. */
  readonly withPaths: ReadonlySet<string>;
  /** What the git program inherits: PATH, HOME, proxies. */
  readonly environment: Readonly<Record<string, string | undefined>>;
};

type Repository = GitSettings['repositories'][number];

async function* repositoryPages(settings: GitSettings, repository: Repository, context: CollectContext): AsyncIterable<Page> {
  const { repositoryId, name } = repository;
  const place = await openClone({ name, cacheFolder: settings.cacheFolder, environment: settings.environment, signal: context.signal });
  const refs = await readRefs(place, context.signal);
  const reading: Reading = { place, repositoryId, name, refs, since: settings.since, withPaths: settings.withPaths.has(repositoryId) };
  const defaultBranch = refs.branches.find((branch) => branch.isDefault)?.name ?? null;
  const payload = { sourceId: settings.sourceId, name, url: null, defaultBranch };
  const said = JSON.stringify(payload);
  if ((await context.cursor(repositoryId, 'repository')) !== said) {
    const item = { repositoryId, kind: 'repository', externalId: repositoryId, payload };
    yield { repositoryId, object: 'repository', items: [item], cursor: said };
  }
  let firstDay: string | null = null;
  for await (const page of commitPages(reading, context)) {
    const day = page.coverage?.[0]?.from.toISOString().slice(0, 10);
    firstDay = day ?? firstDay;
    yield page;
  }
  yield* branchPages(reading, context);
  yield* tagPages(reading, firstDay, context);
}

/** A repository that cannot be read leaves today's cells failed; the others are still read, then the first reason is thrown. */
async function* collectAll(settings: GitSettings, context: CollectContext): AsyncIterable<Page> {
  const failures: SourceError[] = [];
  for (const repository of settings.repositories) {
    try {
      yield* repositoryPages(settings, repository, context);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      failures.push(error);
      const { repositoryId } = repository;
      const today = { repositoryId, from: context.now(), until: context.now(), state: 'failed', daysWithItems: [] } as const;
      for (const object of ['commits', 'tags']) yield { repositoryId, object, items: [], coverage: [{ ...today, object }] };
    }
  }
  const [first, ...others] = failures;
  if (!first) return;
  const more = others.length === 0 ? '' : ` ${others.length} more of its repositories failed as well.`;
  throw new SourceError(
    `${first.message}${more}`,
    first.advice,
    failures.some((failure) => failure.retryable),
    first,
  );
}

/** Milliseconds a server may take to list its references. */
const patience = 20_000;

/** Lists the references of every repository, of clone addresses at their servers. */
async function examineAll(settings: GitSettings, { signal }: Parameters<Examine>[0]): Promise<readonly Finding[]> {
  return Promise.all(
    settings.repositories.map(async ({ name }): Promise<Finding> => {
      const about = `repository ${name}`;
      try {
        const within = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
        const n = await countReferences({ name, environment: settings.environment, signal: within });
        return n === 0
          ? { state: 'look', about, what: `"${name}" is empty.`, advice: 'Nothing can be collected from it yet.' }
          : { state: 'ok', about, what: `"${name}" is readable: ${n === 1 ? '1 branch or tag' : `${n} branches and tags`}.`, advice: null };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof SourceError) return { state: 'fault', about, what: error.message, advice: error.advice };
        const late = error instanceof Error && error.name === 'TimeoutError';
        const what = late ? `"${name}" did not answer within ${patience / 1000} s.` : `"${name}" could not be examined: ${String(error)}`;
        return { state: 'fault', about, what, advice: 'Check the address, the network and the proxy.' };
      }
    }),
  );
}

/** Opens nothing yet; `collect` reads every repository when it is iterated. */
export function openGit(settings: GitSettings): Source {
  return {
    sourceId: settings.sourceId,
    kind: 'git',
    collect: (context) => collectAll(settings, context),
    examine: (world) => examineAll(settings, world),
  };
}
