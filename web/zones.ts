/** Time zones a reader can choose from. The one configured is never written into the address. */

/** True for an IANA zone this browser knows, and for nothing else (no `+02:00`). */
export function isZone(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

export const browserZone = (): string => new Intl.DateTimeFormat('en').resolvedOptions().timeZone;

export const allZones = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

export type ZoneChoice = { readonly zone: string; readonly why: string };

/** The zones most will want, each once: as configured, UTC, that of this browser, and whichever the address names. */
export function zoneChoices(configured: string, browser: string, present: string): readonly ZoneChoice[] {
  const wanted: readonly ZoneChoice[] = [
    { zone: configured, why: 'as configured' },
    { zone: browser, why: 'this browser' },
    { zone: 'UTC', why: '' },
    { zone: present, why: '' },
  ];
  return wanted.filter(({ zone }, at) => wanted.findIndex((other) => other.zone === zone) === at);
}
