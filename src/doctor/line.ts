/** What a check-up says, line by line. */

import type { Finding } from '../sources/source.ts';

/** `area`: the part of the installation it is about, e.g. `database`, `source github`. */
export type Line = Finding & { readonly area: string };

export const ok = (about: string, what: string): Finding => ({ state: 'ok', about, what, advice: null });
export const look = (about: string, what: string, advice: string): Finding => ({ state: 'look', about, what, advice });
export const fault = (about: string, what: string, advice: string): Finding => ({ state: 'fault', about, what, advice });

/** A check that fails is itself a finding: the others still run. */
export async function checked(area: string, check: () => Promise<readonly Finding[]>): Promise<readonly Line[]> {
  try {
    return (await check()).map((finding) => ({ area, ...finding }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [
      { area, ...fault('check', `This could not be looked at: ${why}`, 'See to the faults above first, then run the doctor again.') },
    ];
  }
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes in the largest unit that leaves at least one, in thousands: "14.2 GB". */
export function sizeOf(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? value.toFixed(0) : value.toFixed(1)} ${units[power]}`;
}

/** An instant to the minute, in UTC. */
export const minuteOf = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
