/** Free text: of groups of at least five, never by role, in an order that says nothing. */

import { decide, type Hidden, type Published, type Shown } from './publication.ts';

export type TextDecision = { readonly team: string | null; readonly texts: Shown | Hidden };

/**
 * For the organisation (null) and each team, whether what people wrote may be shown. `asked` are the responses that had room for it;
 * how many wrote something does not matter, as nobody can tell who did.
 */
export function decideTexts({ policy, teams, batches }: Omit<Published, 'scale'>): readonly TextDecision[] {
  const decision = decide({ scale: 'perception', policy, teams, batches });
  return [null, ...teams.map(({ id }) => id)].map((team) => ({ team, texts: decision({ team, role: null }).states }));
}

/** `below(n)` is any whole number from 0 to n − 1, unpredictable (`crypto.randomInt`): Fisher and Yates, as Durstenfeld wrote it in 1964. */
export function inRandomOrder<T>(texts: readonly T[], below: (n: number) => number): readonly T[] {
  const mixed = [...texts];
  for (let left = mixed.length; left > 1; left--) {
    const [taken] = mixed.splice(below(left), 1);
    if (taken !== undefined) mixed.push(taken);
  }
  return mixed;
}
