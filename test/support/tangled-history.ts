/** A seeded history with everything that makes containment hard: merges, octopus merges, several roots, maintenance releases. */

import type { CommitSpec, RepositorySpec, TagSpec } from './repositories.ts';

const minute = 60_000;

/** A small seeded generator (mulberry32): the same seed gives the same history on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * `size` commits ending at `until`, two hours apart: main with feature branches (merged late, some never), octopus merges, three
 * further roots grafted in by merges, maintenance branches from older releases that are tagged and sometimes merged back. Author
 * dates are skewed now and then, messages are hostile; every third tag is annotated.
 */
export function tangledHistory(seed: number, size: number, until: Date): RepositorySpec {
  const random = seeded(seed);
  const commits: CommitSpec[] = [];
  const tags: TagSpec[] = [];
  const open: string[] = [];
  const maintenance: string[] = [];
  const roots = new Set([Math.floor(size * 0.2), Math.floor(size * 0.5), Math.floor(size * 0.8)]);
  const at = (index: number): Date => new Date(until.getTime() - (size - index) * 120 * minute);
  const add = (parents: readonly string[], subject: string): string => {
    const id = `c${commits.length}`;
    const committedAt = at(commits.length);
    const skew = random() < 0.03 ? 600 * minute : 0;
    const authoredAt = new Date(committedAt.getTime() - Math.floor(random() * 3_000) * minute + skew);
    commits.push({
      id,
      parents,
      authoredAt,
      committedAt,
      message: `${subject} ${id}\n\nwith "quotes", tab\t and ünïcode`,
      files: { [`src/${id.slice(-1)}.txt`]: id },
    });
    return id;
  };
  const tag = (name: string, commit: string): void => {
    const taggedAt = new Date(at(commits.length - 1).getTime() + 30 * minute);
    tags.push(tags.length % 3 === 0 ? { name, commit, taggedAt } : { name, commit });
  };
  let main = add([], 'Begin');
  while (commits.length < size) {
    const dice = random();
    if (roots.has(commits.length)) open.push(add([], 'Another beginning'));
    else if (dice < 0.3) main = add([main], 'Work');
    else if (dice < 0.45) open.push(add([main], 'Branch off'));
    else if (dice < 0.75 && open.length > 0) {
      const which = Math.floor(random() * open.length);
      open[which] = add([open[which] ?? main], 'Go on');
    } else if (dice < 0.9 && open.length > 0) {
      const arms = dice < 0.78 && open.length >= 3 ? 3 : 1;
      main = add([main, ...new Set(open.splice(0, arms))], arms === 3 ? 'Merge three' : 'Merge');
    } else if (dice < 0.95 && maintenance.length > 0) {
      const which = Math.floor(random() * maintenance.length);
      const fixed = add([maintenance[which] ?? main], 'Fix an old release');
      maintenance[which] = fixed;
      tag(`v0.${which}.${tags.length}`, fixed);
      if (random() < 0.3) main = add([main, fixed], 'Merge the fix back');
    }
    if (random() < 0.05) {
      tag(`v${tags.length + 1}.0.0`, main);
      if (random() < 0.4) maintenance.push(main);
    }
  }
  const kept = open.slice(-3).map((id, index) => [`feature-${index}`, id] as const);
  return { commits, branches: { main, ...Object.fromEntries(kept) }, tags };
}
