/** Generated git repositories in temporary folders, written with `git fast-import`: thousands of commits in a moment. */

import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export type CommitSpec = {
  readonly id: string;
  readonly parents: readonly string[];
  readonly authoredAt: Date;
  readonly committedAt?: Date;
  readonly author?: string;
  readonly message: string;
  /** Path to content; on top of the first parent's files. */
  readonly files?: Readonly<Record<string, string>>;
};

export type TagSpec = { readonly name: string; readonly commit: string /** Annotated when given. */; readonly taggedAt?: Date };

export type RepositorySpec = {
  readonly commits: readonly CommitSpec[];
  readonly branches: Readonly<Record<string, string>>;
  readonly tags?: readonly TagSpec[];
  /** What HEAD names; default `main`. */
  readonly head?: string;
};

/** Runs git in a folder, without any configuration of the machine. Throws with git's own words. */
export async function git(folder: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn('git', ['-C', folder, ...args], {
    // The variable parts of a developer's machine must not reach the histories.
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_CONFIG_KEY_1: 'init.defaultBranch',
      GIT_CONFIG_VALUE_1: 'main',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
      LC_ALL: 'C',
    },
  });
  // A command that reads no input may be gone before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [output, complaint, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`git ${args[0]} failed: ${complaint}`);
  return output;
}

const data = (content: string): string => `data ${Buffer.byteLength(content)}\n${content}\n`;
const person = (name: string, at: Date): string =>
  `${name} <${name.replace(/\W/g, '').toLowerCase()}@example.com> ${Math.floor(at.getTime() / 1000)} +0000`;

function commitText(commit: CommitSpec, mark: number, marks: ReadonlyMap<string, number>): string {
  const [first, ...others] = commit.parents.map((parent) => `:${marks.get(parent)}`);
  const author = commit.author ?? 'Ada';
  const files = Object.entries(commit.files ?? {}).map(([path, content]) => `M 100644 inline ${JSON.stringify(path)}\n${data(content)}`);
  return [
    'reset refs/build/tip\n',
    'commit refs/build/tip\n',
    `mark :${mark}\n`,
    `author ${person(author, commit.authoredAt)}\n`,
    `committer ${person(author, commit.committedAt ?? commit.authoredAt)}\n`,
    data(commit.message),
    first === undefined ? '' : `from ${first}\n`,
    ...others.map((parent) => `merge ${parent}\n`),
    ...files,
    '\n',
  ].join('');
}

function importText(spec: RepositorySpec, marks: Map<string, number>): string {
  const commits = spec.commits.map((commit) => {
    const mark = marks.size + 1;
    const part = commitText(commit, mark, marks);
    marks.set(commit.id, mark);
    return part;
  });
  const heads = Object.entries(spec.branches).map(([name, id]) => `reset refs/heads/${name}\nfrom :${marks.get(id)}\n\n`);
  const tags = (spec.tags ?? []).map((tag) =>
    tag.taggedAt
      ? `tag ${tag.name}\nfrom :${marks.get(tag.commit)}\ntagger ${person('Ada', tag.taggedAt)}\n${data(tag.name)}`
      : `reset refs/tags/${tag.name}\nfrom :${marks.get(tag.commit)}\n\n`,
  );
  return [...commits, ...heads, ...tags].join('');
}

export type MadeRepository = {
  readonly folder: string;
  /** Commit ids of the specification to object ids. */
  readonly shas: ReadonlyMap<string, string>;
  readonly remove: () => Promise<void>;
};

/** An empty folder that the test removes. */
export async function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-test-'));
  // A database server may run as another user, who has to pass through.
  await chmod(folder, 0o711);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Writes the history into an existing repository (again: with more commits, or moved branches and tags). */
export async function writeHistory(folder: string, spec: RepositorySpec): Promise<ReadonlyMap<string, string>> {
  const marks = new Map<string, number>();
  const file = join(folder, 'plumbline-marks');
  await git(folder, ['fast-import', '--quiet', '--force', '--date-format=raw', `--export-marks=${file}`], importText(spec, marks));
  await git(folder, ['update-ref', '-d', 'refs/build/tip']);
  const exported = new Map(
    (await readFile(file, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => line.slice(1).split(' ') as [string, string]),
  );
  await rm(file);
  return new Map([...marks].map(([id, mark]) => [id, exported.get(String(mark)) ?? '']));
}

/** A bare repository with this history, in a temporary folder. */
export async function makeRepository(spec: RepositorySpec): Promise<MadeRepository> {
  const { folder, remove } = await temporaryFolder();
  await git(folder, ['init', '--quiet', '--bare', '.']);
  const shas = await writeHistory(folder, spec);
  await git(folder, ['symbolic-ref', 'HEAD', `refs/heads/${spec.head ?? 'main'}`]);
  return { folder, shas, remove };
}
