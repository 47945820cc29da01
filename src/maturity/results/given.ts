/** Everything a closed campaign was answered, in an order that finds it quickly. Pure. */

import { optionsOf } from '../answer.ts';
import type { CampaignTeam, Route } from '../campaign/campaign.ts';
import type { Role, Statement } from '../model.ts';
import type { CellCounts } from '../scoring/told.ts';
import type { Policy } from '../suppression/policy.ts';
import type { Invited, Part } from './counts.ts';

/** Results exist after the close alone, so all answers are one batch. */
export type Given = {
  readonly policy: Policy;
  readonly teams: readonly CampaignTeam[];
  readonly routes: readonly Route[];
  readonly invited: readonly Invited[];
  readonly parts: readonly Part[];
};

export type Sorted = {
  /** Teams that answer openly together. */
  readonly open: ReadonlySet<string>;
  readonly anonymous: readonly string[];
  readonly partsOf: (team: string) => readonly Part[];
  /** Of the others. */
  readonly anonymousParts: readonly Part[];
  /** Roles of a team that are asked a statement. */
  readonly rolesAsked: (statementId: string, team: string) => ReadonlySet<Role>;
  /** People of a team with a link in one of these roles. */
  readonly invitedAs: (team: string, roles: ReadonlySet<Role>) => number;
  /** The same, whatever their role. */
  readonly invitedIn: (team: string) => number;
};

function grouped<T, K>(rows: readonly T[], key: (row: T) => K): (key: K) => readonly T[] {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const own = groups.get(key(row));
    if (own === undefined) groups.set(key(row), [row]);
    else own.push(row);
  }
  return (wanted) => groups.get(wanted) ?? [];
}

const noRoles: ReadonlySet<Role> = new Set();

function askedIn(routes: readonly Route[]): Sorted['rolesAsked'] {
  const asked = new Map<string, Map<string, Set<Role>>>();
  for (const { teamId, role, statements } of routes)
    for (const id of statements) {
      const teams = asked.get(id) ?? new Map<string, Set<Role>>();
      asked.set(id, teams.set(teamId, (teams.get(teamId) ?? new Set<Role>()).add(role)));
    }
  return (statementId, team) => asked.get(statementId)?.get(team) ?? noRoles;
}

const peopleOf = (rows: readonly { readonly people: number }[]): number => rows.reduce((sum, { people }) => sum + people, 0);

export function sorted({ teams, routes, invited, parts }: Given): Sorted {
  const open = new Set(teams.flatMap(({ teamId, consensus }) => (consensus ? [teamId] : [])));
  const links = grouped(invited, ({ team }) => team);
  return {
    open,
    anonymous: teams.map(({ teamId }) => teamId).filter((id) => !open.has(id)),
    partsOf: grouped(parts, ({ team }) => team),
    anonymousParts: parts.filter(({ team }) => !open.has(team)),
    rolesAsked: askedIn(routes),
    invitedAs: (team, roles) => peopleOf(links(team).filter(({ role }) => roles.has(role))),
    invitedIn: (team) => peopleOf(links(team)),
  };
}

/** What these people together answered to a statement. */
export function countsTogether(statement: Statement, parts: readonly Part[]): CellCounts {
  const choices = Array.from({ length: optionsOf(statement) }, () => 0);
  let [dontKnow, notApplicable, blank] = [0, 0, 0];
  for (const { counts } of parts) {
    const own = counts.get(statement.id);
    if (own === undefined) continue;
    for (const [index, n] of own.choices.entries()) choices[index] = (choices[index] ?? 0) + n;
    dontKnow += own.dontKnow;
    notApplicable += own.notApplicable;
    blank += own.blank;
  }
  return { choices, dontKnow, notApplicable, blank };
}
