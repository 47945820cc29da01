/** How many decisions of people bear on the stability numbers of a service in a window. */

import { ask, type Page, type WireEntry, type WireScope } from './api.ts';
import { bearingOn } from './decision-words.ts';
import { useLiveAsk } from './live.ts';
import { patched } from './question.ts';

/** More are not looked at: the newest are. */
const most = 500;

/** Null while it is not known. */
export function useInfluence(service: string, scope: Pick<WireScope, 'window'> | null): number | null {
  const asked = useLiveAsk(`/ledger${patched('', { service, limit: String(most) })}`, ask<Page<WireEntry>>);
  return asked.data === null || scope === null ? null : bearingOn(asked.data.items, service, scope.window);
}
