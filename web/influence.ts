/** How many decisions of people bear on the stability numbers of a service in a window. */

import { ask, type Page, type WireEntry, type WireScope } from './api.ts';
import type { Asked } from './ask.ts';
import { bearingOn } from './decision-words.ts';
import { useLiveAsk } from './live.ts';
import { patched } from './question.ts';

/** More are not looked at: the newest are. */
const most = 500;

export type Influence = Pick<Asked<unknown>, 'error' | 'again'> & {
  /** Null while it is not known. */
  readonly n: number | null;
};

export function useInfluence(service: string, scope: Pick<WireScope, 'window'> | null): Influence {
  const asked = useLiveAsk(`/ledger${patched('', { service, limit: String(most) })}`, ask<Page<WireEntry>>);
  const { data, error, again } = asked;
  const n = data === null || scope === null ? null : bearingOn(data.items, service, scope.window);
  return { n, error: data === null ? error : null, again };
}
