/** Opens a repository for reading: a local one in place, a remote one as a bare clone without file contents. */

import { createHash } from 'node:crypto';
import { access, constants, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { explainGit } from './clone-errors.ts';
import { type GitPlace, gitText, refuseOptionLike } from './clone-git.ts';
import { SourceError } from './source.ts';

export type CloneRequest = {
  /** A path, or a clone address (`https://…`, `ssh://…`, `git@host:…`, `file://…`). */
  readonly name: string;
  /** Where clones of remote repositories are kept. */
  readonly cacheFolder: string;
  /** Goes to the server in a header, over git's environment: never on a command line, never on disk. */
  readonly token?: string | null;
  /** What git inherits (PATH, HOME, proxies). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Which references a remote clone takes; default branches and tags. */
  readonly references?: readonly string[];
  readonly signal?: AbortSignal;
};

/** Whether a repository's name is a clone address; everything else is a path. */
export const isAddress = (name: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(name) || /^[^/\\\s]+@[^/\\\s:]+:/.test(name);

function refuseSecretInAddress(address: string): void {
  const user = /^(https?):\/\/([^/@]+)@/i.exec(address);
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/@:]*:[^/@]*@/i.exec(address);
  if (user || password)
    throw new SourceError(
      `The clone address of ${address.replace(/\/\/[^/]*@/, '//…@')} has a user name or password in it; it would be stored with the data.`,
      'Remove it from the address; use a token setting or a git credential helper.',
      false,
    );
}

/** Opens a local repository in place (work tree, bare, linked work tree, mirror without a configuration file), read-only. */
async function openLocal(request: CloneRequest): Promise<GitPlace> {
  const folder = resolve(request.name);
  const found = await stat(folder).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  if (found instanceof Error && 'code' in found && found.code === 'EACCES') throw explainGit(request.name, 'fatal: Permission denied');
  if (found instanceof Error)
    throw new SourceError(`There is no folder "${request.name}".`, 'Give the path of a clone, or a clone address.', false);
  if (!found.isDirectory())
    throw new SourceError(`"${request.name}" is a file, not a folder.`, 'Give the path of a clone, or a clone address.', false);
  await access(folder, constants.R_OK | constants.X_OK).catch(() => {
    throw explainGit(request.name, 'fatal: Permission denied');
  });
  // The folder itself must be the repository: a plain folder inside another clone would answer with foreign history.
  const ceiling = dirname(await realpath(folder));
  const place: GitPlace = { name: request.name, gitDir: null, environment: { ...request.environment, GIT_CEILING_DIRECTORIES: ceiling } };
  const gitDir = await gitText(place, ['rev-parse', '--absolute-git-dir'], request.signal ? { signal: request.signal } : {}, folder);
  return { ...place, gitDir: gitDir.replace(/\n$/, '') };
}

type Remote = { readonly head: string | null; readonly refs: ReadonlyMap<string, string> };

async function listRemote(place: GitPlace, address: string, references: readonly string[], run: object, cwd?: string): Promise<Remote> {
  const output = await gitText(place, ['ls-remote', '--symref', '--', address, 'HEAD', ...references], run, cwd);
  const lines = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
  const head = lines.find(([value, ref]) => ref === 'HEAD' && value?.startsWith('ref: '))?.[0]?.slice('ref: '.length) ?? null;
  const refs = lines.filter(([, ref]) => ref?.startsWith('refs/') && !ref.endsWith('^{}'));
  return { head, refs: new Map(refs.map(([sha = '', ref = '']) => [ref, sha])) };
}

async function listStored(place: GitPlace, references: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const output = await gitText(place, [
    'for-each-ref',
    '--format=%(refname)%09%(objectname)',
    ...references.map((glob) => glob.replace(/\/\*$/, '')),
  ]);
  return new Map(
    output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'))
      .map(([ref = '', sha = '']) => [ref, sha]),
  );
}

const sameRefs = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([ref, sha]) => b.get(ref) === sha);

async function prepareFolder(request: CloneRequest): Promise<GitPlace> {
  const folder = join(request.cacheFolder, `${createHash('sha256').update(request.name).digest('hex').slice(0, 20)}.git`);
  const place: GitPlace = { name: request.name, gitDir: folder, environment: request.environment };
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new SourceError(
      `The folder for clones, ${request.cacheFolder}, cannot be written.`,
      'Choose another PLUMBLINE_DATA folder or change its rights.',
      false,
      error,
    );
  });
  await gitText({ ...place, gitDir: null }, ['init', '--quiet', '--bare', '--', folder]);
  await gitText(place, ['config', 'remote.origin.url', request.name]);
  return place;
}

/** One question to the server when nothing moved, two requests for any amount of history otherwise. */
async function fetchRemote(request: CloneRequest): Promise<GitPlace> {
  refuseSecretInAddress(request.name);
  const references = request.references ?? ['refs/heads/*', 'refs/tags/*'];
  const header = request.token ? `Authorization: Basic ${Buffer.from(`x-access-token:${request.token}`).toString('base64')}` : null;
  const run = { network: { header }, ...(request.signal && { signal: request.signal }) };
  const place = await prepareFolder(request);
  const remote = await listRemote(place, request.name, references, run);
  if (!sameRefs(remote.refs, await listStored(place, references))) {
    const refspecs = references.map((glob) => `+${glob}:${glob}`);
    await gitText(
      place,
      [
        'fetch',
        '--quiet',
        '--prune',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        '--filter=blob:none',
        'origin',
        ...refspecs,
      ],
      run,
    );
  }
  if (remote.head?.startsWith('refs/heads/')) await gitText(place, ['symbolic-ref', 'HEAD', remote.head]);
  return place;
}

/**
 * Makes a repository readable: opens a path in place, or brings a clone address up to date in the cache folder.
 * Throws `SourceError` with advice: no git, no such repository, no right to read it, not reachable, damaged.
 */
export async function openClone(request: CloneRequest): Promise<GitPlace> {
  refuseOptionLike(request.name);
  return isAddress(request.name) ? fetchRemote(request) : openLocal(request);
}

/** Asks for the references of a repository without bringing anything; answers how many there are. Throws `SourceError` with advice. */
export async function countReferences(request: Omit<CloneRequest, 'cacheFolder' | 'token'>): Promise<number> {
  refuseOptionLike(request.name);
  const globs = request.references ?? ['refs/heads/*', 'refs/tags/*'];
  const signal = request.signal && { signal: request.signal };
  if (!isAddress(request.name)) return (await listStored(await openLocal({ ...request, cacheFolder: '' }), globs)).size;
  refuseSecretInAddress(request.name);
  const place: GitPlace = { name: request.name, gitDir: null, environment: request.environment };
  // Away from whatever repository this program was started in, whose settings are none of its business.
  return (await listRemote(place, request.name, globs, { network: { header: null }, ...signal }, '/')).refs.size;
}
