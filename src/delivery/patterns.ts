/** The three kinds of patterns a configuration may contain, compiled once per service. */

import picomatch from 'picomatch';

export type Matches = (text: string) => boolean;

/** A glob on a name (branch, tag, environment, workflow): equal text always matches, also when it looks like a pattern. */
export function nameGlob(pattern: string): Matches {
  const glob = picomatch(pattern, { dot: true });
  return (text) => text === pattern || glob(text);
}

/** Path globs of a monorepo: any of the patterns, less those that begin with `!`. A trailing `/` means everything below. */
export function pathGlobs(patterns: readonly string[]): Matches {
  const below = (pattern: string): string => (pattern.endsWith('/') ? `${pattern}**` : pattern);
  const wanted = patterns.filter((p) => !p.startsWith('!')).map(below);
  const unwanted = patterns.filter((p) => p.startsWith('!')).map((p) => below(p.slice(1)));
  const takes = picomatch(wanted, { dot: true });
  const leaves = unwanted.length > 0 ? picomatch(unwanted, { dot: true }) : () => false;
  return (path) => takes(path) && !leaves(path);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Author patterns: only `*` is special, because `[bot]` is part of a name. Case-insensitive. */
export function authorPatterns(patterns: readonly string[]): Matches {
  if (patterns.length === 0) return () => false;
  const whole = patterns.map((p) => p.split('*').map(escaped).join('.*')).join('|');
  const expression = new RegExp(`^(?:${whole})$`, 'isu');
  return (author) => expression.test(author);
}

/** Whole words, case-insensitive; anything but letters and digits separates them. */
export function wholeWords(words: readonly string[]): Matches {
  if (words.length === 0) return () => false;
  const expression = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'iu');
  return (text) => expression.test(text);
}
