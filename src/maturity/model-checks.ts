/** What must hold between the parts of a model. Each check says nothing of what it cannot know, so that one fault hides no other. Pure. */

import { type Fault, type Path, textOfPath } from '../yaml/faults.ts';
import { scoredLevels } from './model.ts';
import type { Draft, DraftDimension, DraftStatement } from './model-draft.ts';
import { needFaults } from './model-needs.ts';

type Identified = { readonly id: string | undefined; readonly path: Path };

/** Ids that differ by case alone are one: people and file systems mix them up. */
function duplicates(list: readonly Identified[]): readonly Fault[] {
  const first = new Map<string, Path>();
  return list.flatMap(({ id, path }) => {
    if (id === undefined) return [];
    const before = first.get(id.toLowerCase());
    if (before === undefined) first.set(id.toLowerCase(), path);
    return before === undefined ? [] : [{ path: [...path, 'id'], message: `the id "${id}" stands twice, first at ${textOfPath(before)}` }];
  });
}

/** A statement or a dimension with where it stands. */
type At<T> = { readonly it: T; readonly path: Path };
const at = <T>(list: readonly T[] | null, path: Path): readonly At<T>[] => (list ?? []).map((it, i) => ({ it, path: [...path, i] }));
const statementsOf = ({ it, path }: At<DraftDimension>): readonly At<DraftStatement>[] => at(it.statements, [...path, 'statements']);

/** Ids say where a statement stands, so that nobody has to look it up; what comes after is free, because a new text needs a new id. */
function idFault(dimension: string, { id, level }: DraftStatement, scored: string | undefined): string | null {
  if (id === undefined || level === 'unknown' || scored === undefined) return null;
  const rest = id.startsWith(`${dimension}-`) ? id.slice(dimension.length + 1) : '';
  if (scored === 'mean') return rest === '' ? `must begin with ${dimension}- and go on, such as ${dimension}-1` : null;
  if (level === null)
    return /^[a-z]/i.test(rest)
      ? null
      : `stands outside the levels: it must begin with ${dimension}- and a letter, such as ${dimension}-x1`;
  return new RegExp(`^${level}[a-z][a-z0-9]*$`).test(rest)
    ? null
    : `must be its dimension, a dash, its level and a letter: such as ${dimension}-${level}a`;
}

function idFaults(dimension: At<DraftDimension>, scored: string | undefined): readonly Fault[] {
  const { id } = dimension.it;
  if (id === undefined) return [];
  return statementsOf(dimension).flatMap(({ it, path }) => {
    const message = idFault(id, it, scored);
    return message === null ? [] : [{ path: [...path, 'id'], message: `"${it.id}" ${message}` }];
  });
}

/** A level is reached through all below it, and two statements keep one question from deciding it. */
function levelFaults({ it: { id = 'it', statements }, path }: At<DraftDimension>): readonly Fault[] {
  if (statements === null || statements.some(({ level }) => level === 'unknown')) return [];
  const count = (level: number): number => statements.filter((one) => one.level === level).length;
  return scoredLevels.flatMap((level) => {
    if (count(level) >= 2) return [];
    const above = scoredLevels.find((higher) => higher > level && count(higher) > 0);
    const lost = above === undefined ? '' : `, so that nobody could reach level ${above}`;
    const said = count(level) === 0 ? `level ${level} of ${id} has no statement${lost}` : `level ${level} of ${id} has only one statement`;
    return [{ path: [...path, 'statements'], message: `${said}: every level from 2 to 5 needs at least two` }];
  });
}

function orderFaults(dimension: At<DraftDimension>): readonly Fault[] {
  let highest = 0;
  return statementsOf(dimension).flatMap(({ it: { id, level }, path }) => {
    if (typeof level !== 'number') return [];
    const before = highest;
    highest = Math.max(highest, level);
    if (level >= before) return [];
    return [{ path, message: `${id ?? 'a statement'} of level ${level} stands after one of level ${before}: put lower levels first` }];
  });
}

/** In a mean there are no levels, hence nothing that could need one. */
function meanFaults(dimension: At<DraftDimension>): readonly Fault[] {
  const { needs } = dimension.it;
  const message = 'a model that is scored by its mean has no levels: remove it, or say "scored: levels"';
  const levels = statementsOf(dimension).flatMap(({ it, path }) => (it.level === null ? [] : [{ path: [...path, 'level'], message }]));
  return needs === null || needs.length === 0 ? levels : [...levels, { path: [...dimension.path, 'needs'], message }];
}

function optionFaults({ it: { scale, options }, path }: At<DraftStatement>): readonly Fault[] {
  if (scale === undefined || options === null) return [];
  const list = [...path, 'options'];
  if (scale !== 'options')
    return options.length === 0 ? [] : [{ path: list, message: `belong to "scale: options", and the scale is ${scale}` }];
  if (options.length < 2) return [{ path: list, message: 'are fewer than two: there is nothing to choose' }];
  return options.flatMap(({ credit }, i) => {
    const before = options[i - 1]?.credit;
    if (credit === undefined || before === undefined || credit > before) return [];
    return [{ path: [...list, i, 'credit'], message: `${credit} does not rise from ${before}: options go from the lowest to the highest` }];
  });
}

function ruleFaults({ it: { evidence }, path }: At<DraftStatement>, rules: ReadonlySet<string>): readonly Fault[] {
  if (evidence?.rule === undefined || rules.has(evidence.rule)) return [];
  return [{ path: [...path, 'evidence', 'rule'], message: `there is no evidence rule "${evidence.rule}"` }];
}

function groupFaults({ groups }: Draft, { it: { group }, path }: At<DraftDimension>): readonly Fault[] {
  if (groups === null || group === undefined || groups.some(({ id }) => id === group)) return [];
  const names = groups.flatMap(({ id }) => id ?? []).join(', ');
  return [{ path: [...path, 'group'], message: `there is no group "${group}"; there are: ${names === '' ? 'none' : names}` }];
}

const identified = ({ it, path }: At<{ readonly id?: string | undefined }>): Identified => ({ id: it.id, path });

/** Everything that is wrong between the parts. `rules` = the evidence rules there are. */
export function crossFaults(draft: Draft, rules: ReadonlySet<string>): readonly Fault[] {
  const dimensions = at(draft.dimensions, ['dimensions']);
  const statements = dimensions.flatMap(statementsOf);
  return [
    ...duplicates(at(draft.groups, ['groups']).map(identified)),
    ...duplicates(dimensions.map(identified)),
    ...duplicates(statements.map(identified)),
    ...dimensions.flatMap((one) => [...groupFaults(draft, one), ...idFaults(one, draft.scored)]),
    ...(draft.scored === 'levels' ? dimensions.flatMap((one) => [...levelFaults(one), ...orderFaults(one)]) : []),
    ...(draft.scored === 'mean' ? dimensions.flatMap(meanFaults) : []),
    ...needFaults(draft.dimensions ?? []),
    ...statements.flatMap((one) => [...optionFaults(one), ...ruleFaults(one, rules)]),
  ];
}
