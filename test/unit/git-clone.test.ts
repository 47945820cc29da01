import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClone } from '../../src/sources/clone.ts';
import { explainGit } from '../../src/sources/clone-errors.ts';
import { gitText } from '../../src/sources/clone-git.ts';
import { readRefs } from '../../src/sources/clone-refs.ts';
import { SourceError } from '../../src/sources/source.ts';
import { git, type MadeRepository, makeRepository, temporaryFolder, writeHistory } from '../support/repositories.ts';

const environment = { PATH: process.env.PATH };
const day = (text: string): Date => new Date(`${text}T10:00:00Z`);
const commit = (id: string, parents: readonly string[] = []) => ({
  id,
  parents,
  authoredAt: day('2026-01-01'),
  message: id,
  files: { [id]: id },
});

let made: MadeRepository;
let space: { folder: string; remove: () => Promise<void> };
beforeAll(async () => {
  space = await temporaryFolder();
  made = await makeRepository({
    commits: [commit('a'), commit('b', ['a']), commit('c', ['a'])],
    branches: { main: 'b', other: 'c' },
    tags: [
      { name: 'light', commit: 'a' },
      { name: 'annotated', commit: 'b', taggedAt: day('2026-02-01') },
    ],
  });
});
afterAll(async () => {
  await made.remove();
  await space.remove();
});

const open = (name: string, more: object = {}) => openClone({ name, cacheFolder: join(space.folder, 'cache'), environment, ...more });

async function failure(name: string, more: object = {}): Promise<SourceError> {
  const error: unknown = await open(name, more)
    .then(readRefs)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
}

describe('references', () => {
  test('tags carry their commit and the best instant known', async () => {
    const folder = join(space.folder, 'tags');
    await git(space.folder, ['clone', '--quiet', '--bare', made.folder, 'tags']);
    const tree = (await git(folder, ['rev-parse', 'main^{tree}'])).trim();
    await git(folder, ['tag', 'a-tree', tree]);
    await git(folder, ['tag', '-a', '-m', 'nested', 'nested', 'annotated']);
    await git(folder, ['tag', '-a', '-m', 'deep', 'deep', 'nested']);
    const { tags } = await readRefs(await open(folder));
    const byName = new Map(tags.map((tag) => [tag.name, tag]));
    expect(byName.get('light')).toEqual({ name: 'light', sha: made.shas.get('a'), at: day('2026-01-01'), inferred: true });
    expect(byName.get('annotated')).toEqual({ name: 'annotated', sha: made.shas.get('b'), at: day('2026-02-01'), inferred: false });
    expect(byName.get('a-tree')).toMatchObject({ sha: null, at: null });
    expect(byName.get('nested')).toMatchObject({ sha: made.shas.get('b'), inferred: false });
    expect(byName.get('deep')).toMatchObject({ sha: made.shas.get('b'), inferred: false });
  });

  test('the default branch is the remote’s, else HEAD’s, else a detached HEAD itself', async () => {
    const defaults = async (folder: string) => (await readRefs(await open(folder))).branches.filter((one) => one.isDefault);
    expect(await defaults(made.folder)).toMatchObject([{ name: 'main' }]);
    await git(space.folder, ['clone', '--quiet', made.folder, 'work']);
    const work = join(space.folder, 'work');
    await git(work, ['checkout', '--quiet', '-b', 'mine', 'origin/other']);
    expect(await defaults(work)).toMatchObject([{ name: 'origin/main', sha: made.shas.get('b') }]);
    await git(work, ['checkout', '--quiet', '--detach', 'light']);
    await git(work, ['remote', 'remove', 'origin']);
    expect(await defaults(work)).toEqual([{ name: 'HEAD', sha: made.shas.get('a'), isDefault: true }]);
    await git(work, ['worktree', 'add', '--quiet', '../linked', 'mine']);
    expect(await defaults(join(space.folder, 'linked'))).toMatchObject([{ name: 'mine' }]);
  });

  test('an empty repository has none', async () => {
    await git(space.folder, ['init', '--quiet', 'empty']);
    expect(await readRefs(await open(join(space.folder, 'empty')))).toEqual({ branches: [], tags: [] });
  });
});

describe('opening', () => {
  test('a mirror without work tree and configuration file is read in place and left untouched', async () => {
    const folder = join(space.folder, 'mirror');
    await git(space.folder, ['clone', '--quiet', '--mirror', made.folder, 'mirror']);
    for (const extra of ['config', 'hooks', 'info', 'description']) await rm(join(folder, extra), { recursive: true, force: true });
    const before = await readdir(folder, { recursive: true });
    expect((await readRefs(await open(folder))).branches).toHaveLength(2);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  test('variables of a surrounding git do not lead astray', async () => {
    const stray = { GIT_DIR: '/nowhere', GIT_OBJECT_DIRECTORY: '/nowhere', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'bad' };
    const place = await open(made.folder, { environment: { ...environment, ...stray } });
    expect((await readRefs(place)).branches).toHaveLength(2);
  });

  test('a repository’s own settings run no program', async () => {
    const folder = join(space.folder, 'hostile');
    await git(space.folder, ['clone', '--quiet', made.folder, 'hostile']);
    const proof = join(space.folder, 'proof');
    const program = join(space.folder, 'program');
    await writeFile(program, `#!/bin/sh\ntouch ${proof}\n`);
    await chmod(program, 0o755);
    for (const [key, value] of [
      ['log.showSignature', 'true'],
      ['gpg.program', program],
      ['core.fsmonitor', program],
      ['diff.external', program],
      ['core.pager', program],
    ])
      await git(folder, ['config', key ?? '', value ?? '']);
    const place = await open(folder);
    await gitText(place, ['log', '--all', '--name-only']);
    await expect(readFile(proof)).rejects.toThrow();
  });

  test('an address becomes a bare clone without file contents; a second time only news is fetched', async () => {
    const origin = join(space.folder, 'origin');
    await git(space.folder, ['clone', '--quiet', '--bare', made.folder, 'origin']);
    await git(origin, ['config', 'uploadpack.allowFilter', 'true']);
    await git(origin, ['symbolic-ref', 'HEAD', 'refs/heads/other']);
    const first = await open(`file://${origin}`);
    const refs = await readRefs(first);
    expect(refs.branches.find((one) => one.isDefault)?.name).toBe('other');
    expect(refs.tags).toHaveLength(2);
    const missing = await gitText(first, ['rev-list', '--objects', '--all', '--missing=print']);
    expect(missing).toMatch(/^\?[0-9a-f]{40}$/m);
    const shas = await writeHistory(origin, { commits: [commit('n')], branches: { main: 'n' } });
    await git(origin, ['tag', '-d', 'light']);
    const second = await readRefs(await open(`file://${origin}`));
    expect(second.branches.find((one) => one.name === 'main')?.sha).toBe(shas.get('n'));
    expect(second.tags.map((tag) => tag.name)).toEqual(['annotated']);
    // An unchanged remote is asked once and not fetched from again.
    await writeFile(join(first.gitDir ?? '', 'config'), '[core]\n\tbare = true\n[remote "origin"]\n\tfetch = nonsense\n');
    expect(await readRefs(await open(`file://${origin}`))).toEqual(second);
  });
});

describe('failures say what to do', () => {
  test('no folder, a file, no repository, a folder inside another repository', async () => {
    expect((await failure(join(space.folder, 'nothing'))).message).toContain('There is no folder');
    await writeFile(join(space.folder, 'file'), '');
    expect((await failure(join(space.folder, 'file'))).message).toContain('is a file');
    await git(space.folder, ['init', '--quiet', 'outer']);
    await mkdir(join(space.folder, 'outer', 'inner'));
    const inner = await failure(join(space.folder, 'outer', 'inner'));
    expect(inner.message).toContain('is not a git repository');
    expect(inner.advice).toContain('clone');
    expect(inner.retryable).toBe(false);
  });

  test('git missing, a damaged repository', async () => {
    expect((await failure(made.folder, { environment: { PATH: '/nonexistent' } })).message).toBe(
      'git is not installed, or not on the PATH.',
    );
    await git(space.folder, ['clone', '--quiet', '--bare', made.folder, 'damaged']);
    const folder = join(space.folder, 'damaged');
    await rm(join(folder, 'objects'), { recursive: true });
    await mkdir(join(folder, 'objects'));
    const damaged = await failure(folder);
    expect(damaged.message).toContain('is damaged');
    expect(damaged.advice).toContain('git fsck');
  });

  test('names that git would take for options, and addresses with secrets, are refused before git starts', async () => {
    for (const name of ['--upload-pack=touch /tmp/x', '-x', '', 'a\nb'])
      expect((await failure(name)).message).toContain('cannot be a repository');
    const secret = await failure('https://user:s3cret@example.com/x.git');
    expect(`${secret.message} ${secret.advice}`).not.toContain('s3cret');
    expect((await failure('https://ghp_s3cret@example.com/x.git')).message).not.toContain('s3cret');
    expect((await failure('ext::sh -c touch% /tmp/x')).message).toContain('There is no folder');
    expect((await failure('foo://x/y')).message).toMatch(/not allowed/);
  });

  test.each([
    ["fatal: could not read Username for 'https://example.com': terminal prompts disabled", 'credentials', false],
    ["fatal: Authentication failed for 'https://example.com/x'", 'credentials', false],
    ["fatal: repository 'https://example.com/x/' not found\nremote: Repository not found.", 'not found', false],
    ["fatal: unable to access 'https://example.com/': Could not resolve host: example.com", 'could not be reached', true],
    ["fatal: unable to access 'https://example.com/': The requested URL returned error: 403", 'credentials', false],
    ['error: object file .git/objects/ab/cd is empty\nfatal: loose object abcd is corrupt', 'is damaged', false],
    ["fatal: cannot open '/x/HEAD': Permission denied", 'permission denied', false],
  ])('%s', (complaint, words, retryable) => {
    const error = explainGit('x', complaint);
    expect(error.message).toContain(words);
    expect(error.retryable).toBe(retryable);
  });
});
