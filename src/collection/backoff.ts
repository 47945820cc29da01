/** How long to wait before trying again. */

import { setTimeout as wait } from 'node:timers/promises';

/** Waits that long, or less when the signal fires; never rejects. */
export type Pause = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const first = 2_000;
const longest = 5 * 60_000;

/** Milliseconds before attempt `failures + 1`: 2 s, 8 s, 32 s … at most 5 min. */
export function backoff(failures: number): number {
  return Math.min(longest, first * 4 ** Math.max(0, failures - 1));
}

export const pause: Pause = async (milliseconds, signal) => {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
};
