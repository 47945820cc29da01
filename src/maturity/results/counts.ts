/** How many people of each team and role answered what, after the close. */

import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../database/open.ts';
import { type Answer, choices, isChoice, optionsOf } from '../answer.ts';
import { type Role, roles, type Statement } from '../model.ts';
import type { CellCounts } from '../scoring/told.ts';
import type { GroupRole } from '../suppression/level.ts';

/** People of one team and role who responded. */
export type Part = {
  readonly team: string;
  readonly role: GroupRole;
  readonly people: number;
  /** By statement; what none of them was asked is not in it. */
  readonly counts: ReadonlyMap<string, CellCounts>;
};

const answers = z.record(z.string(), z.literal([...choices, 'dont_know', 'not_applicable', 'blank']));
const stored = z.array(z.object({ teamId: z.string(), role: z.enum([...roles, 'unknown']), people: z.array(answers) }));

type Counting = { readonly choices: number[]; dontKnow: number; notApplicable: number; blank: number };

function count(own: Counting, answer: Answer): void {
  if (isChoice(answer)) own.choices[answer - 1] = (own.choices[answer - 1] ?? 0) + 1;
  else if (answer === 'dont_know') own.dontKnow += 1;
  else if (answer === 'not_applicable') own.notApplicable += 1;
  else own.blank += 1;
}

function counted(people: readonly z.output<typeof answers>[], options: ReadonlyMap<string, number>): Part['counts'] {
  const counts = new Map<string, Counting>();
  for (const person of people)
    for (const [id, answer] of Object.entries(person)) {
      const known = counts.get(id);
      const own = known ?? { choices: Array<number>(options.get(id) ?? 0).fill(0), dontKnow: 0, notApplicable: 0, blank: 0 };
      if (known === undefined) counts.set(id, own);
      count(own, answer);
    }
  return counts;
}

/**
 * Every part that anybody of responded, with its answers to these statements. The database hands over the answers of a part together and
 * they are counted here: counting there takes three times as long, because a part rarely gives the same answer twice.
 */
export async function readParts(db: Db, campaignId: string, statements: readonly Statement[]): Promise<readonly Part[]> {
  const { rows } = await sql`select team_id, coalesce(role, 'unknown') as role, json_agg(answers) as people from response
    where campaign_id = ${campaignId} and submitted group by team_id, role order by team_id, role`.execute(db);
  const options = new Map(statements.map((one) => [one.id, optionsOf(one)]));
  return stored
    .parse(rows)
    .map(({ teamId: team, role, people }) => ({ team, role, people: people.length, counts: counted(people, options) }));
}

export type Invited = { readonly team: string; readonly role: Role; readonly people: number };

/** Links that were not taken back. */
export async function readInvited(db: Db, campaignId: string): Promise<readonly Invited[]> {
  const { rows } = await sql<Invited>`select team_id as team, role, count(*)::integer as people from invitation
    where campaign_id = ${campaignId} and state <> 'revoked' group by team_id, role`.execute(db);
  return rows;
}
