/** Complement suppression: who is hidden together with whom, so that no difference between a whole and its parts is a small group. */

export type Sized = { readonly id: string; readonly n: number };

/** `complement` = large enough by itself, hidden so that those who are not have company. */
export type Fate = 'apart' | 'too_few' | 'complement';

export type Pool = {
  /** Children with anybody in them. */
  readonly fates: ReadonlyMap<string, Fate>;
  /** How many are hidden, of all children together. */
  readonly hidden: number;
  /** Whether the parent may be shown: those hidden are none or enough. */
  readonly whole: boolean;
};

const bySize = (a: Sized, b: Sized): number => a.n - b.n || (a.id < b.id ? -1 : 1);

/**
 * The children of one parent (domain: H = sum of n over hidden children; while 0 < H < minimum, the smallest shown child is hidden too).
 * Going through them from the smallest does it in one pass, because what is hidden is always smaller than what is shown. `already`
 * counts people of the parent who are hidden for another reason. Of equal children the first by id is hidden.
 */
export function pool(children: readonly Sized[], minimum: number, already = 0): Pool {
  const fates = new Map<string, Fate>();
  let hidden = already;
  for (const { id, n } of children.filter((child) => child.n > 0).toSorted(bySize)) {
    const fate = n < minimum ? 'too_few' : hidden > 0 && hidden < minimum ? 'complement' : 'apart';
    fates.set(id, fate);
    if (fate !== 'apart') hidden += n;
  }
  return { fates, hidden, whole: hidden === 0 || hidden >= minimum };
}
