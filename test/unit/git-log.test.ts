import { afterAll, describe, expect, test } from 'vitest';
import { openClone } from '../../src/sources/clone.ts';
import type { GitPlace } from '../../src/sources/clone-git.ts';
import { countCommits, type GitCommit, readCommits } from '../../src/sources/clone-log.ts';
import { readRefs } from '../../src/sources/clone-refs.ts';
import { git, type MadeRepository, makeRepository, temporaryFolder } from '../support/repositories.ts';
import { tangledHistory } from '../support/tangled-history.ts';

const cleanup: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const remove of cleanup) await remove();
});

const environment = { PATH: process.env.PATH };
const open = (name: string): Promise<GitPlace> => openClone({ name, cacheFolder: '/nonexistent', environment });

async function made(spec: Parameters<typeof makeRepository>[0]): Promise<MadeRepository> {
  const repository = await makeRepository(spec);
  cleanup.push(repository.remove);
  return repository;
}

async function folder(): Promise<string> {
  const temporary = await temporaryFolder();
  cleanup.push(temporary.remove);
  return temporary.folder;
}

async function read(place: GitPlace, change: Partial<Parameters<typeof readCommits>[1]> = {}): Promise<readonly GitCommit[]> {
  const refs = await readRefs(place);
  const tips = [...refs.branches, ...refs.tags].flatMap((ref) => ref.sha ?? []);
  const commits: GitCommit[] = [];
  for await (const page of readCommits(place, { tips, not: [], withPaths: false, pageSize: 7, ...change })) {
    expect(page.length).toBeLessThanOrEqual(7);
    commits.push(...page);
  }
  return commits;
}

const day = (text: string): Date => new Date(`${text}T10:00:00Z`);

describe('reading commits', () => {
  test('gives exactly what rev-list reaches, parents first, with true parents, in pages', async () => {
    const repository = await made(tangledHistory(7, 300, day('2026-06-01')));
    const place = await open(repository.folder);
    const commits = await read(place);
    const expected = (await git(repository.folder, ['rev-list', '--parents', '--branches', '--tags'])).trim().split('\n').sort();
    expect(commits.map((commit) => [commit.sha, ...commit.parents].join(' ')).sort()).toEqual(expected);
    const seen = new Set<string>();
    for (const commit of commits) {
      for (const parent of commit.parents) expect(seen).toContain(parent);
      seen.add(commit.sha);
    }
    const refs = await readRefs(place);
    const tips = refs.branches.map((branch) => branch.sha);
    expect(await countCommits(place, { tips, not: [], withPaths: false, pageSize: 1 })).toBe(
      Number((await git(repository.folder, ['rev-list', '--count', '--branches'])).trim()),
    );
  });

  test('survives hostile messages, names and paths, with and without paths', async () => {
    const message = 'Subject\n\nbody with % %x00 %H "quotes"\n\n\x01\x1b[31m and 日本語\n-- \nend';
    const odd = { 'a b.txt': '1', 'ümlaut.txt': '2', 'quo"te.txt': '3', '1234567890123456789012345678901234567890': '4', 'dir/-x': '5' };
    const repository = await made({
      commits: [
        { id: 'a', parents: [], authoredAt: day('2026-01-01'), message: '', author: 'O"Neil % x', files: odd },
        { id: 'b', parents: ['a'], authoredAt: day('2026-01-02'), message, files: { 'dir/-x': 'again' } },
        { id: 'c', parents: ['a'], authoredAt: day('2026-01-03'), message: 'no file changed' },
        { id: 'd', parents: ['b', 'c'], authoredAt: day('2026-01-04'), message: 'merge' },
      ],
      branches: { main: 'd' },
    });
    const place = await open(repository.folder);
    const byMessage = async (withPaths: boolean) => new Map((await read(place, { withPaths })).map((commit) => [commit.message, commit]));
    const plain = await byMessage(false);
    expect([...plain.keys()].sort()).toEqual(['', message, 'merge', 'no file changed'].sort());
    expect(plain.get('')).toMatchObject({ author: 'O"Neil % x', paths: null, parents: [], authoredAt: day('2026-01-01').getTime() / 1000 });
    const withPaths = await byMessage(true);
    expect([...(withPaths.get('')?.paths ?? [])].sort()).toEqual(Object.keys(odd).sort());
    expect(withPaths.get(message)?.paths).toEqual(['dir/-x']);
    expect(withPaths.get('no file changed')?.paths).toEqual([]);
    expect(withPaths.get('merge')?.paths).toEqual([]);
  });

  test('a shallow clone keeps the names of the parents it does not have', async () => {
    const repository = await made(tangledHistory(3, 60, day('2026-06-01')));
    const target = await folder();
    await git(target, ['clone', '--quiet', '--bare', '--depth', '5', `file://${repository.folder}`, 'shallow.git']);
    const commits = await read(await open(`${target}/shallow.git`), { withPaths: true });
    const edges = commits.filter((commit) => commit.shallow);
    expect(edges.length).toBeGreaterThan(0);
    for (const commit of commits) {
      const truth = (await git(repository.folder, ['log', '-1', '--format=%P', commit.sha])).trim();
      expect(commit.parents.join(' ')).toBe(truth);
    }
    // The edge shows its whole tree as added: no paths are better than wrong ones.
    expect(edges.every((commit) => commit.paths === null)).toBe(true);
  });

  test('reads only what is new, also when an old tip is gone', async () => {
    const repository = await made(tangledHistory(5, 80, day('2026-06-01')));
    const place = await open(repository.folder);
    const refs = await readRefs(place);
    const main = refs.branches.find((branch) => branch.isDefault)?.sha ?? '';
    const parent = (await git(repository.folder, ['rev-parse', `${main}^`])).trim();
    const commits = await read(place, { tips: [main], not: [parent, 'f'.repeat(40), '--all'] });
    const expected = (await git(repository.folder, ['rev-list', main, `^${parent}`])).trim().split('\n');
    expect(commits.map((commit) => commit.sha).sort()).toEqual(expected.sort());
  });

  test('stops git when the reader stops', async () => {
    const repository = await made(tangledHistory(9, 200, day('2026-06-01')));
    const place = await open(repository.folder);
    const controller = new AbortController();
    controller.abort();
    await expect(read(place, { signal: controller.signal })).rejects.toThrow(/abort/i);
    const refs = await readRefs(place);
    const tips = refs.branches.map((branch) => branch.sha);
    for await (const page of readCommits(place, { tips, not: [], withPaths: false, pageSize: 5 })) {
      expect(page).toHaveLength(5);
      break;
    }
  });
});
