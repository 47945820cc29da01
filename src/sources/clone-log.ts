/** Reads commits out of a clone as a stream: parents before children, in pages, NUL-separated so that no message can break it. */

import { readFile } from 'node:fs/promises';
import { type GitPlace, gitStream, gitText } from './clone-git.ts';

export type GitCommit = {
  readonly sha: string;
  /** The true parents, also where a shallow clone hides them. */
  readonly parents: readonly string[];
  /** Seconds since 1970; null when git could not read the date. */
  readonly authoredAt: number | null;
  readonly committedAt: number | null;
  readonly author: string;
  readonly message: string;
  /** Null unless asked for; empty for merges. */
  readonly paths: readonly string[] | null;
  /** True at the edge of a shallow clone: the parents exist but are not here. */
  readonly shallow: boolean;
};

export type LogRequest = {
  readonly tips: readonly string[];
  /** Commits whose history is known already; those that are gone are left out. */
  readonly not: readonly string[];
  readonly withPaths: boolean;
  readonly pageSize: number;
  readonly signal?: AbortSignal;
};

// An empty first field marks the start of a commit: no path is empty, so it also ends the paths of the one before.
const format = 'tformat:%x00%H%x00%P%x00%at%x00%ct%x00%an%x00%B';
const fieldCount = 6;

/** Splits a stream at NUL bytes; `push` returns what became complete. */
function nulSplitter(): (chunk: Buffer) => readonly string[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const tokens: string[] = [];
    let from = 0;
    for (let at = data.indexOf(0); at !== -1; at = data.indexOf(0, from)) {
      tokens.push(data.toString('utf8', from, at));
      from = at + 1;
    }
    rest = Buffer.from(data.subarray(from));
    return tokens;
  };
}

type Open = { fields: string[]; paths: string[] };

const seconds = (value: string | undefined): number | null => (value !== undefined && /^-?\d+$/.test(value) ? Number(value) : null);

function toCommit(open: Open, withPaths: boolean, shallow: ReadonlyMap<string, readonly string[]>): GitCommit {
  const [sha = '', parents = '', authored, committed, author = '', message = ''] = open.fields;
  const hidden = shallow.get(sha);
  return {
    sha,
    parents: hidden ?? (parents === '' ? [] : parents.split(' ')),
    authoredAt: seconds(authored),
    committedAt: seconds(committed),
    author,
    message: message.replace(/\n+$/, ''),
    // At a shallow edge git shows the whole tree as added: those paths are not what the commit changed.
    paths: withPaths && !hidden?.length ? open.paths : null,
    shallow: hidden !== undefined && hidden.length > 0,
  };
}

/** Gathers tokens into commits; `take` returns the commit that just ended, `end` the last one. */
function commitParser(withPaths: boolean, shallow: ReadonlyMap<string, readonly string[]>) {
  let open: Open | null = null;
  const end = (): GitCommit | null => {
    const done = open && open.fields.length === fieldCount ? toCommit(open, withPaths, shallow) : null;
    open = null;
    return done;
  };
  const take = (token: string): GitCommit | null => {
    if (open && open.fields.length < fieldCount) {
      open.fields.push(token);
      return null;
    }
    if (token === '') {
      const done = end();
      open = { fields: [], paths: [] };
      return done;
    }
    // git puts one line feed before the first path.
    open?.paths.push(open.paths.length === 0 ? token.replace(/^\n/, '') : token);
    return null;
  };
  return { take, end };
}

/** Parents of the commits at a shallow clone's edge: `git log` hides them, the commit itself names them. */
async function shallowParents(place: GitPlace, signal?: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
  const shallow = await gitText(place, ['rev-parse', '--is-shallow-repository']);
  if (shallow.trim() !== 'true') return new Map();
  const file = (await gitText(place, ['rev-parse', '--git-path', 'shallow'])).replace(/\n$/, '');
  const input = await readFile(file, 'utf8');
  const run = { input, ignoreShallow: true, ...(signal && { signal }) };
  const output = await gitText(place, ['log', '--no-walk=unsorted', '--stdin', '--format=%H %P'], run);
  return new Map(
    output
      .split('\n')
      .map((line) => line.trim().split(' '))
      .map(([sha = '', ...parents]) => [sha, parents]),
  );
}

/** Of these object ids, the commits that the clone still has. */
async function present(place: GitPlace, shas: readonly string[]): Promise<readonly string[]> {
  const wanted = shas.filter((sha) => /^[0-9a-f]{40,64}$/.test(sha));
  if (wanted.length === 0) return [];
  const answer = await gitText(place, ['cat-file', '--batch-check'], { input: `${wanted.join('\n')}\n` });
  return answer.split('\n').flatMap((line) => /^([0-9a-f]{40,64}) commit /.exec(line)?.[1] ?? []);
}

async function revisions(place: GitPlace, request: LogRequest): Promise<string | null> {
  if (request.tips.length === 0) return null;
  const not = await present(place, request.not);
  return `${[...request.tips, ...not.map((sha) => `^${sha}`)].join('\n')}\n`;
}

/** How many commits `readCommits` will give. */
export async function countCommits(place: GitPlace, request: LogRequest): Promise<number> {
  const input = await revisions(place, request);
  if (input === null) return 0;
  return Number(
    (await gitText(place, ['rev-list', '--count', '--stdin'], { input, ...(request.signal && { signal: request.signal }) })).trim(),
  );
}

/** Pages of commits reachable from `tips` and not from `not`, parents first. */
export async function* readCommits(place: GitPlace, request: LogRequest): AsyncIterable<readonly GitCommit[]> {
  const input = await revisions(place, request);
  if (input === null) return;
  const split = nulSplitter();
  const parser = commitParser(request.withPaths, await shallowParents(place, request.signal));
  const names = request.withPaths ? ['--name-only', '--no-renames', '--no-ext-diff', '--no-textconv', '--diff-merges=off'] : [];
  const args = ['log', '--stdin', '-z', '--topo-order', '--reverse', '--no-color', `--format=${format}`, ...names];
  let page: GitCommit[] = [];
  for await (const chunk of gitStream(place, args, { input, ...(request.signal && { signal: request.signal }) })) {
    for (const token of split(chunk)) {
      const commit = parser.take(token);
      if (commit) page.push(commit);
    }
    while (page.length >= request.pageSize) {
      yield page.slice(0, request.pageSize);
      page = page.slice(request.pageSize);
    }
  }
  const last = parser.end();
  if (last) page.push(last);
  if (page.length > 0) yield page;
}
