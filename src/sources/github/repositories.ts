/** Which repositories a source means, and what GitHub says of each. */

import { z } from 'zod';
import { repositoryKey, sourceKey } from '../../domain/keys.ts';
import type { Page } from '../source.ts';
import type { Answer } from './client.ts';
import { type Row, rowCheck, rowsCheck, textOf } from './lists.ts';
import { isPattern, matcherOf } from './names.ts';
import type { Reading, Target } from './reading.ts';
import { lean, shapes } from './scrub.ts';
import { GithubError } from './trouble.ts';

/** The names each page of a listing held, so that an unchanged page need not be read again. */
const listingCursor = z.record(z.string(), z.array(z.string()));

/**
 * The configured repositories in their order, wildcards resolved, each once (GitHub's names ignore case). Yields what resolving
 * learnt; failures go to `onFailure`, the others are still read.
 */
export async function* resolveNames(reading: Reading, onFailure: (error: GithubError) => void): AsyncGenerator<Page, readonly string[]> {
  const byKey = new Map<string, string>();
  const plain = reading.settings.repositories.filter((name) => !isPattern(name));
  for (const name of plain) byKey.set(name.toLowerCase(), name);
  for (const pattern of reading.settings.repositories.filter(isPattern)) {
    try {
      const names = yield* listOwner(reading, pattern.split('/')[0] ?? '');
      const matches = matcherOf(pattern);
      const matching = names.filter((name) => matches(name));
      if (matching.length === 0) throw noMatch(pattern);
      for (const name of matching) if (!byKey.has(name.toLowerCase())) byKey.set(name.toLowerCase(), name);
    } catch (error) {
      if (!(error instanceof GithubError) || error.status === 401 || error.status === null) throw error;
      onFailure(error);
    }
  }
  return [...byKey.values()];
}

function noMatch(pattern: string): GithubError {
  const message = `No repository of ${pattern.split('/')[0]} matches "${pattern}".`;
  return new GithubError(message, 'Check the pattern, and that the token may see the repositories that are meant.', false, 404);
}

/** All repositories of an organisation, or of a user where there is no such organisation. */
async function* listOwner(reading: Reading, owner: string): AsyncGenerator<Page, readonly string[]> {
  const query = { per_page: '100', sort: 'full_name', direction: 'asc' };
  const known = listingCursor.safeParse(await reading.context.cursor(sourceKey(reading.settings.sourceId), `repositories of ${owner}`));
  const asOrganisation = reading.client.url(`/orgs/${owner}/repos`, { ...query, type: 'all' });
  const asUser = reading.client.url(`/users/${owner}/repos`, { ...query, type: 'owner' });
  if (known.data?.[asUser] !== undefined) return yield* listing(reading, owner, asUser, known.data);
  try {
    return yield* listing(reading, owner, asOrganisation, known.data ?? {});
  } catch (error) {
    if (!(error instanceof GithubError) || error.status !== 404) throw error;
    return yield* listing(reading, owner, asUser, {});
  }
}

async function* listing(
  reading: Reading,
  owner: string,
  firstUrl: string,
  known: z.infer<typeof listingCursor>,
): AsyncGenerator<Page, readonly string[]> {
  const pages: Record<string, string[]> = {};
  const validators = [];
  let url: string | null = firstUrl;
  while (url !== null) {
    const before: string[] | undefined = known[url];
    const stored = before === undefined ? null : await reading.context.validator(url);
    const answer: Answer<readonly Row[]> = await reading.client.get(url, { object: 'repositories', repository: owner }, rowsCheck, stored);
    const names: string[] = answer.data === null ? (before ?? []) : answer.data.flatMap((row) => textOf(row, 'full_name') ?? []);
    pages[url] = names;
    if (answer.validator !== null && (answer.next !== null || names.length < 100)) validators.push(answer.validator);
    url = answer.next;
  }
  if (validators.length > 0) {
    yield { repositoryId: sourceKey(reading.settings.sourceId), object: `repositories of ${owner}`, items: [], cursor: pages, validators };
  }
  return Object.values(pages).flat();
}

const targetCursor = z.object({
  fullName: z.string(),
  htmlUrl: z.string().nullable(),
  defaultBranch: z.string().nullable(),
  createdAt: z.string().nullable(),
  /** Read again once by those who do not know it yet. */
  archived: z.boolean().nullable(),
});

/** Asks for the repository itself; a renamed or transferred one answers under its new name and keeps its id here. */
export async function* readRepository(reading: Reading, name: string): AsyncGenerator<Page, Target> {
  const repositoryId = repositoryKey(reading.settings.sourceId, name);
  const subject = { object: 'repository', repository: name };
  const url = reading.client.url(`/repos/${name}`);
  const known = targetCursor.safeParse(await reading.context.cursor(repositoryId, 'repository'));
  const answer = await reading.client.get(url, subject, rowCheck, known.success ? await reading.context.validator(url) : null);
  if (answer.data === null && known.success) {
    yield { repositoryId, object: 'repository', items: [] };
    return { repositoryId, name, ...known.data };
  }
  const row = answer.data ?? {};
  const found = {
    fullName: textOf(row, 'full_name') ?? name,
    htmlUrl: textOf(row, 'html_url'),
    defaultBranch: textOf(row, 'default_branch'),
    createdAt: textOf(row, 'created_at'),
    archived: typeof row.archived === 'boolean' ? row.archived : null,
  };
  const payload = { ...lean(row, shapes.repository), source_id: reading.settings.sourceId, name };
  const items = [{ repositoryId, kind: 'repository', externalId: name, payload }];
  yield { repositoryId, object: 'repository', items, cursor: found, validators: answer.validator === null ? [] : [answer.validator] };
  return { repositoryId, name, ...found };
}
