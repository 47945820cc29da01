/** Why a dimension is at its level, in words: its gates one by one, and what stands in the way. Pure. */

import { count, share } from './format.ts';
import { counting, type Dimension, quoted, type Statement } from './maturity-words.ts';

type Gate = Dimension['gates'][number];

/** What a level takes, for those who want to know. */
export const rule =
  'A level is reached where its statements are met by three quarters on average, none by less than half, at least half of them are known, and every level below it is reached.';

/** "met: 88 % on average, the least 75 %, all known". */
export function gateInWords({ mean, least, known, passed }: Gate, dimension: Dimension, level: number): string {
  if (known === null) return 'nothing here applies, so it stands in nobody’s way';
  const all = counting(dimension, level);
  const told = all.filter(({ state }) => state === 'known').length;
  const rest = told === all.length ? 'all known' : `${count(told)} of ${count(all.length)} known`;
  if (mean === null || least === null) return `too little is known: ${rest}`;
  const numbers = `${share(mean)} on average, the least ${share(least)}, ${rest}`;
  return `${passed === null ? 'too little is known' : passed ? 'reached' : 'not reached'}: ${numbers}`;
}

const span = (gates: readonly Gate[]): string => {
  const [first, last] = [gates[0]?.level, gates.at(-1)?.level];
  return first === last ? `level ${first}` : `levels ${first}–${last}`;
};

/** Statements of a level that keep it from being reached, the least met first. */
export const inTheWay = (dimension: Dimension, level: number): readonly Statement[] =>
  counting(dimension, level)
    .filter(({ credit }) => credit === null || credit < 0.75)
    .toSorted((a, b) => (a.credit ?? 2) - (b.credit ?? 2));

/** "Strong at levels 3–4, one gap at level 2: “…”", "Level 4 is next: “…” and one more statement". */
export function storyInWords(dimension: Dimension): string {
  const { gates } = dimension;
  const barrier = gates.find(({ passed }) => passed !== true);
  if (barrier === undefined)
    return gates.some(({ known }) => known !== null) ? 'Every level is reached.' : 'None of its statements applies.';
  const [first, ...others] = inTheWay(dimension, barrier.level);
  const above = gates.filter(({ level, passed, known }) => level > barrier.level && passed === true && known !== null);
  const more = others.length === 0 ? '' : ` and ${others.length === 1 ? 'one more statement' : `${count(others.length)} more statements`}`;
  const what = first === undefined ? '' : `: ${quoted(first.text)}${more}`;
  if (barrier.passed === null) return `Not enough is known of level ${barrier.level}${what}.`;
  if (above.length === 0) return `Level ${barrier.level} is next${what}.`;
  return `Strong at ${span(above)}, ${others.length === 0 ? 'one gap' : `${count(others.length + 1)} gaps`} at level ${barrier.level}${what}.`;
}

/** Beyond these a chance says nothing that the level does not. */
const nearly = 0.005;

/** How sure a level is: "Drawn anew from the same answers and records, it is at least level 3 in 92 %, level 4 in 12 % of cases". */
export function chancesInWords({ chances }: Dimension): string | null {
  const told = (chances ?? []).filter(({ chance }) => chance > nearly && chance < 1 - nearly);
  if (told.length === 0) return null;
  const said = told.map(({ level, chance }) => `level ${level} in ${share(chance)}`).join(', ');
  return `Drawn anew from the same answers and records, it is at least ${said} of cases.`;
}

/** "Level 4 rests on Observability at level 3, which is at 2." */
export function warningInWords({ level, dimension, atLeast }: Dimension['warnings'][number], all: readonly Dimension[]): string {
  const other = all.find(({ id }) => id === dimension);
  const at = other === undefined || other.level === null ? 'of which too little is known' : `which is at ${other.level}`;
  return `Level ${level} rests on ${other?.name ?? dimension} at level ${atLeast}, ${at}.`;
}
