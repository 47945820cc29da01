/** How many people of each team and role answered what, after the close: counted in the database, once for all statements. */

import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../database/open.ts';
import { choices, optionsOf } from '../answer.ts';
import { type Role, roles, type Statement } from '../model.ts';
import type { CellCounts } from '../scoring/told.ts';
import type { GroupRole } from '../suppression/level.ts';

const count = z.number().int().nonnegative();
/** By answer: how many people. What nobody said is not in it. */
const answered = z.partialRecord(z.enum(['1', '2', '3', '4', '5', '6', 'dont_know', 'not_applicable', 'blank']), count);
type Answered = z.output<typeof answered>;

/** People of one team and role. */
export type Part = {
  readonly team: string;
  readonly role: GroupRole;
  /** Who responded. */
  readonly people: number;
  /** By statement; what none of them was asked is not in it. */
  readonly answers: ReadonlyMap<string, Answered>;
};

const stored = z.array(
  z.object({
    teamId: z.string(),
    role: z.enum([...roles, 'unknown']),
    people: count,
    answers: z.record(z.string(), answered),
  }),
);

/** Every part that anybody of responded. */
export async function readParts(db: Db, campaignId: string): Promise<readonly Part[]> {
  const { rows } = await sql`with given as (select team_id, coalesce(role, 'unknown') as role, answers from response
        where campaign_id = ${campaignId} and submitted),
      said as (select g.team_id, g.role, a.key as statement, a.value as answer, count(*) as n
        from given g, jsonb_each_text(g.answers) a group by g.team_id, g.role, a.key, a.value),
      of_statement as (select team_id, role, statement, jsonb_object_agg(answer, n) as answers from said group by team_id, role, statement),
      of_part as (select team_id, role, jsonb_object_agg(statement, answers) as answers from of_statement group by team_id, role)
    select p.team_id, p.role, p.people, coalesce(o.answers, '{}'::jsonb) as answers
    from (select team_id, role, count(*)::integer as people from given group by team_id, role) p
      left join of_part o on o.team_id = p.team_id and o.role = p.role
    order by p.team_id, p.role`.execute(db);
  return stored.parse(rows).map(({ teamId: team, answers, ...rest }) => ({
    ...rest,
    team,
    answers: new Map(Object.entries(answers)),
  }));
}

const noAnswers: Answered = {};

/** Of one part and statement. */
export function countsOf(statement: Pick<Statement, 'id' | 'scale' | 'options'>, { answers }: Part): CellCounts {
  const own = answers.get(statement.id) ?? noAnswers;
  return {
    choices: choices.slice(0, optionsOf(statement)).map((choice) => own[choice] ?? 0),
    dontKnow: own.dont_know ?? 0,
    notApplicable: own.not_applicable ?? 0,
    blank: own.blank ?? 0,
  };
}

export type Invited = { readonly team: string; readonly role: Role; readonly people: number };

/** Links that were not taken back. */
export async function readInvited(db: Db, campaignId: string): Promise<readonly Invited[]> {
  const { rows } = await sql<Invited>`select team_id as team, role, count(*)::integer as people from invitation
    where campaign_id = ${campaignId} and state <> 'revoked' group by team_id, role`.execute(db);
  return rows;
}
