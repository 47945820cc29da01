/** Which repositories of GitHub a source's settings mean; GitHub's names ignore case. Pure. */

import picomatch from 'picomatch';

/** Whether a configured name stands for several. */
export function isPattern(name: string): boolean {
  return /[*?[\]{}!]/.test(name);
}

/** Tells which names a pattern means. */
export function matcherOf(pattern: string): (name: string) => boolean {
  return picomatch(pattern, { nocase: true, dot: true });
}

/** The name under which the source knows this repository (its configured spelling, else GitHub's own), or null when it does not read it. */
export function knownName(configured: readonly string[], fullName: string): string | null {
  const plain = configured.find((name) => !isPattern(name) && name.toLowerCase() === fullName.toLowerCase());
  if (plain !== undefined) return plain;
  return configured.some((name) => isPattern(name) && matcherOf(name)(fullName)) ? fullName : null;
}
