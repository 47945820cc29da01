/** Branches, tags and HEAD of a clone, with the commits they name. */

import { type GitPlace, gitText } from './clone-git.ts';

export type BranchRef = { readonly name: string; readonly sha: string; readonly isDefault: boolean };

export type TagRef = {
  readonly name: string;
  /** The commit, through any number of annotated tags; null when the tag names a tree or a blob. */
  readonly sha: string | null;
  /** The tagger's date, else the commit's committer date; null when there is neither. */
  readonly at: Date | null;
  /** True when `at` is not the tagger's own statement. */
  readonly inferred: boolean;
};

export type Refs = { readonly branches: readonly BranchRef[]; readonly tags: readonly TagRef[] };

const refFormat = [
  '%(refname)',
  '%(objectname)',
  '%(objecttype)',
  '%(*objectname)',
  '%(*objecttype)',
  '%(symref)',
  '%(taggerdate:unix)',
  '%(committerdate:unix)',
  '%(*committerdate:unix)',
].join('%00');

type RawRef = {
  readonly ref: string;
  readonly sha: string;
  readonly type: string;
  readonly peeled: string;
  readonly peeledType: string;
  readonly symref: string;
  readonly taggedAt: string;
  readonly committedAt: string;
};

function parseRef(line: string): RawRef {
  const [ref = '', sha = '', type = '', peeled = '', peeledType = '', symref = '', tagger = '', committer = '', peeledCommitter = ''] =
    line.split('\0');
  return { ref, sha, type, peeled, peeledType, symref, taggedAt: tagger, committedAt: committer || peeledCommitter };
}

async function listRefs(place: GitPlace, folders: readonly string[], signal?: AbortSignal): Promise<readonly RawRef[]> {
  const output = await gitText(place, ['for-each-ref', `--format=${refFormat}`, ...folders], signal ? { signal } : {});
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map(parseRef);
}

/** What names resolve to as commits, with the commit's committer date; null for what is none. */
async function asCommits(place: GitPlace, names: readonly string[]): Promise<ReadonlyMap<string, { sha: string; at: string } | null>> {
  const found = new Map<string, { sha: string; at: string } | null>();
  for (const name of names) {
    const answer = await gitText(place, ['cat-file', '--batch'], { input: `${name}^{commit}\n` });
    const sha = /^([0-9a-f]{40,64}) commit /.exec(answer)?.[1];
    found.set(name, sha === undefined ? null : { sha, at: /^committer .* (\d+) [+-]\d+$/m.exec(answer)?.[1] ?? '' });
  }
  return found;
}

const instant = (seconds: string): Date | null => (/^\d+$/.test(seconds) ? new Date(Number(seconds) * 1000) : null);

async function readTags(place: GitPlace, refs: readonly RawRef[]): Promise<readonly TagRef[]> {
  // A tag of a tag is peeled once by older gits: ask again for those.
  const nested = await asCommits(
    place,
    refs.filter((ref) => ref.peeledType === 'tag').map((ref) => ref.ref),
  );
  return refs.map((ref) => {
    const name = ref.ref.slice('refs/tags/'.length);
    const deep = nested.get(ref.ref);
    const sha = deep ? deep.sha : ref.type === 'commit' ? ref.sha : ref.peeledType === 'commit' ? ref.peeled : null;
    const tagged = instant(ref.taggedAt);
    return { name, sha, at: tagged ?? instant(deep ? deep.at : ref.committedAt), inferred: tagged === null };
  });
}

/** The branch that counts as the default: what the remote's HEAD names, else this clone's own HEAD. */
async function defaultRef(place: GitPlace, remotes: readonly RawRef[]): Promise<{ ref: string | null; detached: string | null }> {
  const remoteHead = remotes.find((ref) => ref.ref === 'refs/remotes/origin/HEAD' && ref.symref !== '');
  if (remoteHead) return { ref: remoteHead.symref, detached: null };
  const symbolic = await gitText(place, ['rev-parse', '--symbolic-full-name', 'HEAD']).catch(() => 'HEAD');
  const ref = symbolic.trim();
  if (ref.startsWith('refs/')) return { ref, detached: null };
  const answer = await gitText(place, ['cat-file', '--batch-check'], { input: 'HEAD\n' });
  return { ref: null, detached: /^([0-9a-f]{40,64}) commit/.exec(answer)?.[1] ?? null };
}

/**
 * Reads every branch (those of remotes as `origin/main`) and tag. A detached HEAD appears as a default branch named `HEAD`;
 * an empty repository has neither branches nor tags.
 */
export async function readRefs(place: GitPlace, signal?: AbortSignal): Promise<Refs> {
  const [heads, remotes, tags] = [
    await listRefs(place, ['refs/heads'], signal),
    await listRefs(place, ['refs/remotes'], signal),
    await listRefs(place, ['refs/tags'], signal),
  ];
  const { ref: defaultName, detached } = await defaultRef(place, remotes);
  const branches = [...heads, ...remotes]
    .filter((ref) => ref.type === 'commit' && ref.symref === '')
    .map((ref) => ({ name: ref.ref.replace(/^refs\/(heads|remotes)\//, ''), sha: ref.sha, isDefault: ref.ref === defaultName }));
  const head = detached === null ? [] : [{ name: 'HEAD', sha: detached, isDefault: true }];
  return { branches: [...branches, ...head], tags: await readTags(place, tags) };
}
