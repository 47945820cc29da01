/** Files of the default branch that tell of practices: one list for every change of its head, and the text of few of them. */

import { z } from 'zod';
import type { Page, RawItem } from '../source.ts';
import type { Learnt } from './asked.ts';
import type { Check } from './client.ts';
import { ownerFacts, workflowFacts } from './file-facts.ts';
import { fileKinds, isWorkflow, kindsOf, ownerPath } from './file-kinds.ts';
import { branchCursor } from './history.ts';
import { address, numberOf, type Row, rowCheck, rowsCheck, subjectOf, textOf } from './lists.ts';
import type { RepositoryReading } from './reading.ts';
import { GithubError } from './trouble.ts';

const object = 'files';
const mostPaths = 20;
/** More workflows than this are counted, not read. */
const mostTexts = 60;
const largestText = 200_000;
/** What is made of a file's text; another number reads all of them again. */
const version = 1;

const filesCursor = z.object({
  version: z.literal(version),
  /** The head whose list has been read; null = a reading was cut short. */
  head: z.string().nullable(),
  /** Contents that have been read, by path. */
  texts: z.record(z.string(), z.string()),
});
type FilesCursor = z.infer<typeof filesCursor>;

type File = { readonly path: string; readonly sha: string; readonly size: number };
type Tree = { readonly files: readonly File[]; readonly complete: boolean };

const treeCheck: Check<Tree> = (data) => {
  const row = rowCheck(data);
  const rows = row === undefined ? undefined : rowsCheck(row.tree);
  if (row === undefined || rows === undefined) return undefined;
  return { files: rows.filter((each) => each.type === 'blob').map(fileOf), complete: row.truncated !== true };
};

function fileOf(row: Row): File {
  return { path: textOf(row, 'path') ?? '', sha: textOf(row, 'sha') ?? '', size: numberOf(row, 'size') ?? 0 };
}

/** Nothing is asked while the head stays where it is. */
export async function* readFiles(reading: RepositoryReading): AsyncGenerator<Page, Learnt> {
  const { context, target } = reading;
  const { repositoryId } = target;
  const branch = branchCursor.safeParse(await context.cursor(repositoryId, 'branches'));
  if (!branch.success) return {};
  const head = branch.data.sha;
  const stored = filesCursor.safeParse(await context.cursor(repositoryId, object));
  const known: FilesCursor = stored.success ? stored.data : { version, head: null, texts: {} };
  if (known.head === head) return {};
  const url = address(reading, `/git/trees/${head}`, { recursive: '1' });
  const tree = (await reading.client.get(url, subjectOf(reading, object), treeCheck)).data;
  if (tree === null) return {};
  const wanted = wantedTexts(tree);
  const texts = yield* readTexts(reading, wanted.slice(0, mostTexts), known);
  const there = new Set(wanted.map((file) => file.path));
  const gone = tree.complete ? Object.entries(known.texts).filter(([path]) => !there.has(path)) : [];
  const items = [listItem(repositoryId, tree), ...gone.map(([path, sha]) => textItem(repositoryId, { path, sha }, { removed: true }))];
  for (const [path] of gone) delete texts[path];
  yield { repositoryId, object, items, cursor: { version, head, texts } satisfies FilesCursor };
  return {};
}

function wantedTexts({ files }: Tree): readonly File[] {
  const owners = ownerPath(new Set(files.map((file) => file.path)));
  return files.filter(({ path }) => path === owners || isWorkflow(path));
}

/** Each text is a page of its own: stopped in between, a run goes on with the next one. */
async function* readTexts(
  reading: RepositoryReading,
  wanted: readonly File[],
  known: FilesCursor,
): AsyncGenerator<Page, Record<string, string>> {
  const { repositoryId } = reading.target;
  const texts = { ...known.texts };
  for (const file of wanted.filter(({ path, sha }) => known.texts[path] !== sha)) {
    const text = file.size > largestText ? null : await textAt(reading, file.sha);
    texts[file.path] = file.sha;
    const facts = isWorkflow(file.path) ? workflowFacts(text ?? '') : ownerFacts(text ?? '');
    const cursor: FilesCursor = { version, head: null, texts: { ...texts } };
    yield { repositoryId, object, items: [textItem(repositoryId, file, { removed: false, ...facts })], cursor };
  }
  return texts;
}

/** Null = it cannot be had. */
async function textAt(reading: RepositoryReading, sha: string): Promise<string | null> {
  try {
    const blob = await reading.client.get(address(reading, `/git/blobs/${sha}`), subjectOf(reading, object), rowCheck);
    const content = blob.data === null ? null : textOf(blob.data, 'content');
    return content === null ? null : Buffer.from(content, 'base64').toString('utf8');
  } catch (error) {
    if (error instanceof GithubError && (error.status === 404 || error.status === 422)) return null;
    throw error;
  }
}

function textItem(repositoryId: string, { path, sha }: Pick<File, 'path' | 'sha'>, facts: Readonly<Record<string, unknown>>): RawItem {
  const kind = isWorkflow(path) ? 'workflow_file' : 'owner_file';
  return { repositoryId, kind, externalId: path, payload: { path, sha, ...facts } };
}

/** Of every kind how many there are, and the first of them; without the head, so that it changes only when these files do. */
function listItem(repositoryId: string, { files, complete }: Tree): RawItem {
  const byKind = new Map(fileKinds.map((kind): [string, string[]] => [kind, []]));
  for (const { path } of files) for (const kind of kindsOf(path)) byKind.get(kind)?.push(path);
  const kinds = [...byKind].map(([kind, paths]) => ({ kind, files: paths.length, paths: paths.sort().slice(0, mostPaths) }));
  return { repositoryId, kind: 'practice_files', externalId: 'default branch', payload: { complete, kinds } };
}
