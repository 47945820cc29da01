/** From responses to the numbers that decisions rest on. */

import { isChoice, type Response } from '../answer.ts';
import type { Role } from '../model.ts';
import type { Group } from './level.ts';

export type Answered = { readonly team: string; readonly role: Role; readonly answers: Response };

/**
 * The groups of one batch for one statement. Whoever was asked counts, also where the statement was left blank: how many were asked must
 * follow from team and role alone, never from what somebody did.
 */
export function groupsOf(batch: readonly Answered[], statementId: string): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { team, role, answers } of batch) {
    const answer = answers.get(statementId);
    if (answer === undefined) continue;
    const key = `${role} ${team}`;
    const { asked, values } = groups.get(key) ?? { asked: 0, values: 0 };
    groups.set(key, { team, role, asked: asked + 1, values: values + (isChoice(answer) ? 1 : 0) });
  }
  return [...groups.values()];
}
