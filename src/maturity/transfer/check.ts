/** What has to fit together in a campaign's document. Pure. */

import { faultsOf, type NewCampaign } from '../campaign/create.ts';
import type { Statement } from '../model.ts';
import { partKey } from './deal.ts';
import type { CampaignDocument, ClosedPart, Definition } from './document.ts';
import { fits } from './tallies.ts';

export function campaignOf({ id: _, teams, routes, opensAt, closesAt, ...rest }: Definition): NewCampaign {
  return {
    ...rest,
    opensAt: new Date(opensAt),
    closesAt: new Date(closesAt),
    teams: teams.map(({ id: teamId, consensus }) => ({ teamId, consensus })),
    routes: routes.map(({ team: teamId, role, statements }) => ({ teamId, role, statements })),
  };
}

function twice(what: string, keys: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const found = keys.find((key) => seen.size === seen.add(key).size);
  return found === undefined ? [] : [`${what}: ${found} stands there twice`];
}

function strange(what: string, known: ReadonlySet<string>, ids: readonly string[]): readonly string[] {
  const found = ids.find((id) => !known.has(id));
  return found === undefined ? [] : [`${what}: "${found}" is not in the campaign`];
}

const statementsOf = ({ model }: Definition): readonly Statement[] => model.dimensions.flatMap(({ statements }) => statements);

function definitionFaults(campaign: Definition): readonly string[] {
  const teams = new Set(campaign.teams.map(({ id }) => id));
  return [
    ...faultsOf(campaignOf(campaign)),
    ...twice(
      'teams',
      campaign.teams.map(({ id }) => id),
    ),
    ...twice('dimensions', campaign.dimensions),
    ...twice(
      'model',
      campaign.model.dimensions.map(({ id }) => id),
    ),
    ...twice(
      'model',
      statementsOf(campaign).map(({ id }) => id),
    ),
    ...twice('routes', campaign.routes.map(partKey)),
    ...strange(
      'routes',
      teams,
      campaign.routes.map(({ team }) => team),
    ),
  ];
}

function tallyFaults(campaign: Definition, { responses, tallies }: ClosedPart): readonly string[] {
  const asked = campaign.model.dimensions.filter(({ id }) => campaign.dimensions.includes(id));
  const statements = new Map(asked.flatMap((one) => one.statements.map((each) => [each.id, each] as const)));
  const people = new Map(responses.map((part) => [partKey(part), part.people]));
  const wrong = tallies.find((tally) => {
    const statement = statements.get(tally.statement);
    return statement === undefined || !fits(statement, tally) || tally.of.some((part) => part.people > (people.get(partKey(part)) ?? 0));
  });
  return [
    ...(wrong === undefined ? [] : [`tallies: those of "${wrong.statement}" fit neither the statement nor who responded`]),
    ...twice(
      'tallies',
      tallies.flatMap(({ statement, of }) => of.map((part) => `${statement} of ${partKey(part)}`)),
    ),
  ];
}

function closedFaults(campaign: Definition, closed: ClosedPart): readonly string[] {
  const teams = new Set(campaign.teams.map(({ id }) => id));
  const { invited, responses, evidence, notes } = closed;
  return [
    ...(
      [
        ['invited', invited],
        ['responses', responses],
      ] as const
    ).flatMap(([what, rows]) => [
      ...twice(what, rows.map(partKey)),
      ...strange(
        what,
        teams,
        rows.map(({ team }) => team),
      ),
    ]),
    ...twice(
      'evidence',
      evidence.map(({ team, rule }) => `${rule} of ${team}`),
    ),
    ...strange(
      'evidence',
      teams,
      evidence.map(({ team }) => team),
    ),
    ...strange(
      'notes',
      teams,
      notes.map(({ team }) => team),
    ),
    ...strange(
      'notes',
      new Set(campaign.dimensions),
      notes.map(({ dimension }) => dimension),
    ),
    ...tallyFaults(campaign, closed),
  ];
}

/** Clocks differ. */
const aheadMs = 3_600_000;

function timeFaults({ campaign, closed }: CampaignDocument, now: Date): readonly string[] {
  if (closed === null)
    return new Date(campaign.closesAt) > now
      ? []
      : ['closesAt: its time has passed. Write into the file when it is to run, or export it with its answers'];
  const ahead = [closed.closedAt, closed.evidenceAt ?? closed.closedAt].find((at) => new Date(at).getTime() > now.getTime() + aheadMs);
  return ahead === undefined ? [] : [`closedAt: ${ahead} lies ahead`];
}

/** Everything that is wrong with it, in sentences; empty = nothing. */
export function documentFaults(document: CampaignDocument, now: Date): readonly string[] {
  const { campaign, closed } = document;
  return [...definitionFaults(campaign), ...(closed === null ? [] : closedFaults(campaign, closed)), ...timeFaults(document, now)];
}
