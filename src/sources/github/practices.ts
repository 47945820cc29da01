/**
 * How a repository is worked on, after its history. What only has a state is asked for once a day, a few objects a run; files when the
 * head of the default branch moved; checks once for every merged pull request.
 */

import { z } from 'zod';
import type { PracticeObject } from '../../domain/practices.ts';
import type { CoveredDays, Page } from '../source.ts';
import { alertKinds, readAlerts } from './alerts.ts';
import { type AskObject, accessItem, type Denial, denialOf, type Learnt, type ReadObject } from './asked.ts';
import { readChecks } from './checks.ts';
import { readEnvironments } from './environments.ts';
import { readFiles } from './files.ts';
import { readProtection, readRules, readWorkflowDefault } from './protection.ts';
import type { RepositoryReading } from './reading.ts';

type Step = { readonly object: PracticeObject; readonly read: () => AsyncGenerator<Page> };

/** `place` is the object's own business. */
const dailyCursor = z.object({ day: z.string(), place: z.unknown() });

const daily: readonly (readonly [object: PracticeObject, read: ReadObject | AskObject])[] = [
  ['branch_rules', readRules],
  ['branch_protection', readProtection],
  ['environments', readEnvironments],
  ['workflow_permissions', readWorkflowDefault],
  ...alertKinds.map((kind) => [kind, readAlerts(kind)] as const),
];

/** No run asks for more of the objects it has asked for before: the others wait for the next one. */
const mostRepeated = 3;
const mostTries = 4;

/** The steps of a run, in their order. */
export function practicesOf(reading: RepositoryReading): readonly Step[] {
  const budget = { left: mostRepeated };
  return [
    ...daily.map(([object, read]) => ({ object, read: () => readDaily(reading, object, read, budget) })),
    { object: 'files', read: () => readRefusable(reading, 'files', readFiles) },
    { object: 'checks', read: () => readRefusable(reading, 'checks', readChecks) },
  ];
}

const today = (reading: RepositoryReading): string => reading.context.now().toISOString().slice(0, 10);

async function* readDaily(
  reading: RepositoryReading,
  object: PracticeObject,
  read: ReadObject | AskObject,
  budget: { left: number },
): AsyncGenerator<Page> {
  const { repositoryId } = reading.target;
  const stored = dailyCursor.safeParse(await reading.context.cursor(repositoryId, object));
  const day = today(reading);
  if (stored.success && (stored.data.day === day || budget.left === 0)) return;
  if (stored.success) budget.left -= 1;
  const before = stored.success ? stored.data.place : null;
  const learnt = yield* orRefusal(() => read(reading, before ?? null));
  const denial = 'denied' in learnt ? learnt : null;
  const { place = before, items = [], validators = [] } = 'denied' in learnt ? {} : learnt;
  const cursor = { day, place: place ?? null };
  const coverage = [cell(reading, object, denial)];
  yield { repositoryId, object, items: [...items, accessItem(repositoryId, object, denial)], validators, coverage, cursor };
}

/** An object with a rhythm of its own. Once refused, it is asked for again the next day. */
async function* readRefusable(reading: RepositoryReading, object: PracticeObject, read: typeof readFiles): AsyncGenerator<Page> {
  const { repositoryId } = reading.target;
  const refusals = `${object}_refused`;
  const refused = z.object({ day: z.string().nullable() }).safeParse(await reading.context.cursor(repositoryId, refusals));
  if (refused.success && refused.data.day === today(reading)) return;
  const learnt = yield* orRefusal(() => read(reading));
  const denial = 'denied' in learnt ? learnt : null;
  const coverage = [cell(reading, object, denial)];
  const items = [accessItem(repositoryId, object, denial)];
  yield { repositoryId, object: refusals, items, coverage, cursor: { day: denial === null ? null : today(reading) } };
}

/** Answers that were cut off refuse without a word: what they mean is in the words, so these are asked for again. */
async function* orRefusal(
  read: () => AsyncGenerator<Page, Learnt> | Promise<Learnt>,
  tries = mostTries,
): AsyncGenerator<Page, Learnt | Denial> {
  try {
    const pages = read();
    return pages instanceof Promise ? await pages : yield* pages;
  } catch (error) {
    const denial = denialOf(error);
    if (denial === null) throw error;
    return denial.reason === null && tries > 1 ? yield* orRefusal(read, tries - 1) : denial;
  }
}

/** Today, as asked or as refused; what is switched off is known to be so. */
function cell(reading: RepositoryReading, object: PracticeObject, denial: Denial | null): CoveredDays {
  const at = reading.context.now();
  const state = denial?.denied === 'refused' ? 'failed' : 'fetched';
  return { repositoryId: reading.target.repositoryId, object, from: at, until: at, state, daysWithItems: [] };
}
