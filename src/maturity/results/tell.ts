/** What is told of the answers to a closed campaign: every number passes the rule of suppression here. Pure. */

import { type Role, roles, type Statement } from '../model.ts';
import type { Told } from '../scoring/result.ts';
import { toldOf, toldOpenly } from '../scoring/told.ts';
import type { Cell } from '../suppression/batch.ts';
import type { Group } from '../suppression/level.ts';
import { type Decision, decide } from '../suppression/publication.ts';
import type { Part } from './counts.ts';
import { countsTogether, type Given, type Sorted, sorted } from './given.ts';

export type Tellings = {
  /** Of a team, or of all that answered anonymously (null). Null = nobody there is asked the statement. */
  readonly told: (statement: Statement, team: string | null) => Told | null;
  /** Roles of a team that may be told apart; none of teams that answer openly together. */
  readonly byRole: (statement: Statement, team: string) => readonly { readonly role: Role; readonly told: Told }[];
};

type Decisions = (statement: Statement) => (cell: Cell) => Decision;

/** Nobody of a part that was not asked is in it. */
function groupOf({ team, role, counts }: Part, { id }: Statement): readonly Group[] {
  const own = counts.get(id);
  if (own === undefined) return [];
  const values = own.choices.reduce((sum, n) => sum + n, 0);
  return [{ team, role, values, asked: values + own.dontKnow + own.notApplicable + own.blank }];
}

/** Made once a statement, for all of its cells together. */
function decisionsOf({ policy }: Given, { anonymous, anonymousParts, invitedIn }: Sorted): Decisions {
  const made = new Map<string, (cell: Cell) => Decision>();
  const teams = anonymous.map((id) => ({ id, invited: invitedIn(id) }));
  return (statement) => {
    const known = made.get(statement.id);
    if (known !== undefined) return known;
    const groups = anonymousParts.flatMap((part) => groupOf(part, statement));
    const decision = decide({ scale: statement.scale, policy, teams, batches: [groups] });
    made.set(statement.id, decision);
    return decision;
  };
}

function ofTeam(from: Sorted, decisions: Decisions, statement: Statement, team: string, role: Role | null): Told {
  const asked = from.rolesAsked(statement.id, team);
  const invited = from.invitedAs(team, role === null ? asked : new Set([role]));
  const own = from.partsOf(team).filter((part) => role === null || part.role === role);
  const counts = countsTogether(statement, own);
  if (from.open.has(team)) return toldOpenly(statement, invited, counts);
  return toldOf(statement, invited, [counts], decisions(statement)({ team, role }));
}

function ofAll(from: Sorted, decisions: Decisions, statement: Statement): Told {
  const invited = from.anonymous.reduce((sum, team) => sum + from.invitedAs(team, from.rolesAsked(statement.id, team)), 0);
  const counts = countsTogether(statement, from.anonymousParts);
  return toldOf(statement, invited, [counts], decisions(statement)({ team: null, role: null }));
}

export function tellingsOf(given: Given): Tellings {
  const from = sorted(given);
  const decisions = decisionsOf(given, from);
  const isAsked = ({ id }: Statement, team: string): boolean => from.rolesAsked(id, team).size > 0;
  return {
    told: (statement, team) => {
      if (team !== null) return isAsked(statement, team) ? ofTeam(from, decisions, statement, team, null) : null;
      return from.anonymous.some((one) => isAsked(statement, one)) ? ofAll(from, decisions, statement) : null;
    },
    byRole: (statement, team) => {
      const asked = from.open.has(team) ? [] : roles.filter((role) => from.rolesAsked(statement.id, team).has(role));
      const apart = asked.filter((role) => decisions(statement)({ team, role }).states.shown);
      return apart.map((role) => ({ role, told: ofTeam(from, decisions, statement, team, role) }));
    },
  };
}
