/** A team's maturity in words: levels, how sure they are, targets, and the time before. Pure; nothing here praises or blames. */

import type { WireProfile } from './api.ts';
import { count, day, decimal, some } from './format.ts';

export type Dimension = WireProfile['dimensions'][number];
export type Statement = Dimension['statements'][number];
export type Told = NonNullable<Statement['told']>;
export type Scored = WireProfile['model']['scored'];
type Level = NonNullable<Dimension['level']>;

export const levels: readonly Level[] = [1, 2, 3, 4, 5];
export const levelNames: Readonly<Record<Level, string>> = {
  1: 'improvised',
  2: 'established',
  3: 'consistent',
  4: 'measured',
  5: 'adaptive',
};

/** A sentence inside another one: “in quotes”, without its own full stop. */
export const quoted = (text: string): string => `“${text.replace(/\.$/, '')}”`;

/** A day without a time, as plans have it: "31 Mar 2027". */
export const dateInWords = (date: string): string => day(new Date(`${date}T12:00:00Z`), 'UTC');

/** "3", "3 (3–4)", "at least 3"; "6.4 of 10" in short checks; null = not known. */
export function levelInWords({ level, atLeast, range, decimal: mean }: Dimension, scored: Scored): string | null {
  if (scored === 'mean') return mean === null ? null : `${decimal(mean)} of 10`;
  if (level === null) return null;
  if (atLeast) return `at least ${level}`;
  return range === null || range.low === range.high ? String(level) : `${level} (${range.low}–${range.high})`;
}

/** Statements that count for a level: neither exempt nor found not applicable. */
export const counting = ({ statements }: Dimension, level: number | null): readonly Statement[] =>
  statements.filter((one) => one.level === level && (one.state === 'known' || one.state === 'unknown'));

const knownOf = (statements: readonly Statement[]): string =>
  `${count(statements.filter(({ state }) => state === 'known').length)} of ${some(statements.length, 'statement')}`;

/** "Too little is known: 1 of 2 statements of level 2". */
export function unknownInWords(dimension: Dimension, scored: Scored): string {
  if (scored === 'mean') return `Too little is known: ${knownOf(counting(dimension, null))}`;
  const open = dimension.gates.find(({ passed }) => passed === null);
  if (open === undefined) return 'None of its statements applies here';
  return `Too little is known: ${knownOf(counting(dimension, open.level))} of level ${open.level}`;
}

/** "target 4 by 31 Mar 2027". */
export const targetInWords = ({ level, by }: NonNullable<Dimension['target']>): string =>
  `target ${level}${by === null ? '' : ` by ${dateInWords(by)}`}`;

const directions = { up: 'more of it is met', down: 'less of it is met', none: 'no clear change', not_compared: 'not compared' } as const;

/** "up from 2", "3 last time, no clear change"; null = there was no last time. A level may stay while more or less of it is met. */
export function lastInWords({ last, level, decimal: mean }: Dimension, scored: Scored): string | null {
  if (last === null) return null;
  const [before, now] = scored === 'mean' ? [last.decimal, mean] : [last.level, level];
  if (before === null) return 'not known last time';
  const { direction } = last;
  const told = scored === 'mean' ? decimal(before) : String(before);
  const along = now !== null && (direction === 'up' ? now > before : direction === 'down' && now < before);
  return along ? `${direction} from ${told}` : `${told} last time, ${directions[direction]}`;
}

/** How much of a level rests on records rather than on answers. */
export const confidenceInWords = { high: 'mostly measured', medium: 'measured in part', low: 'hardly measured' } as const;

export const confidenceReasons = {
  high: 'records settle three in five or more of the statements that decide it',
  medium: 'records settle some of the statements that decide it',
  low: 'it rests on what people say',
} as const;

export const provisionalInWords = {
  response: 'fewer than half of those invited answered',
  contested: 'people see some of it differently',
  unknown: 'much of it is not known',
} as const;

/** "provisional: people see some of it differently"; null = final. */
export const provisionally = ({ provisional }: Dimension): string | null =>
  provisional.length === 0 ? null : `provisional: ${provisional.map((reason) => provisionalInWords[reason]).join('; ')}`;

/** What stands beside the level in a row: the time before, the target, what it rests on, what makes it provisional. */
export function asidesOf(dimension: Dimension, scored: Scored): readonly string[] {
  const { target, confidence } = dimension;
  const isKnown = levelInWords(dimension, scored) !== null;
  return [
    lastInWords(dimension, scored),
    target === null ? null : targetInWords(target),
    confidence === null || !isKnown ? null : confidenceInWords[confidence],
    isKnown ? provisionally(dimension) : null,
  ].filter((part) => part !== null);
}

/** The level with the word for it. */
export function standingInWords(dimension: Dimension, scored: Scored): string {
  const level = levelInWords(dimension, scored);
  return level === null ? unknownInWords(dimension, scored) : scored === 'mean' ? level : `level ${level}`;
}

/** Everything a row of the profile shows, in one sentence. */
export const dimensionInWords = (dimension: Dimension, scored: Scored): string =>
  `${dimension.name}: ${[standingInWords(dimension, scored), ...asidesOf(dimension, scored)].join('; ')}`;

const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

function meansInWords(known: readonly Dimension[]): string {
  const sorted = known.toSorted((a, b) => (a.decimal ?? 0) - (b.decimal ?? 0));
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return 'Too little is known to say';
  const least = `${low.name} is the lowest at ${levelInWords(low, 'mean')}`;
  return low === high
    ? `${low.name} is at ${levelInWords(low, 'mean')}`
    : `${least}, ${high.name} the highest at ${decimal(high.decimal ?? 0)}`;
}

/** The title of the profile is its answer: "Of 14 dimensions 6 are at level 3, 4 at level 2; too little is known of 4". */
export function profileInWords({ dimensions, model }: Pick<WireProfile, 'dimensions' | 'model'>): string {
  const known = dimensions.filter((one) => levelInWords(one, model.scored) !== null);
  if (known.length === 0) return 'Too little is known to say a level of anything';
  const unknown = known.length === dimensions.length ? '' : `; too little is known of ${count(dimensions.length - known.length)}`;
  if (model.scored === 'mean') return `${meansInWords(known)}${unknown}`;
  const groups = levels
    .map((level) => ({ level, n: known.filter((one) => one.level === level).length }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n || b.level - a.level);
  const counted = groups.map(({ level, n }, at) => `${count(n)}${at > 0 ? '' : n === 1 ? ' is' : ' are'} at level ${level}`);
  return `Of ${some(dimensions.length, 'dimension')} ${listed(counted)}${unknown}`;
}

/** "5 of 7 targets are reached"; null = there are none. */
export function targetsInWords(dimensions: readonly Dimension[]): string | null {
  const own = dimensions.filter(({ target }) => target !== null);
  if (own.length === 0) return null;
  const reached = own.filter(({ level, target }) => level !== null && target !== null && level >= target.level);
  return `${count(reached.length)} of ${some(own.length, 'target')} ${reached.length === 1 ? 'is' : 'are'} reached`;
}

/** Who answered: "6 of 8 answered". */
export function responsesInWords({ campaign, consensus, invited, responded }: WireProfile): string {
  if (campaign === null) return 'Without what people answer: this is what collected records alone say';
  if (consensus) return 'The team answered openly together';
  if (invited === null || responded === null) return 'How many answered is not told, so that nobody can be worked out from it';
  return `${count(responded)} of ${count(invited)} answered`;
}
