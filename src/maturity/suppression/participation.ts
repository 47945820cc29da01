/** Whose share of answers may be shown while a campaign runs: of a group of one, it says whether that person answered. */

import { minimumOf, type Policy } from './policy.ts';
import { pool } from './pool.ts';

type Invited = { readonly id: string; readonly invited: number };

export type Rates = {
  /** Groups that may be shown with invited and answered. */
  readonly groups: ReadonlySet<string>;
  /** Whether all of them together may. */
  readonly whole: boolean;
};

/** Groups are teams, or roles over the organisation: one of the two, never both at once. */
export function ratesShown(invited: readonly Invited[], policy: Policy): Rates {
  const { fates, whole } = pool(
    invited.map(({ id, invited: n }) => ({ id, n })),
    minimumOf('perception', policy),
  );
  return { groups: new Set([...fates].flatMap(([id, fate]) => (fate === 'apart' ? [id] : []))), whole };
}
