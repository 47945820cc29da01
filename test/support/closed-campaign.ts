/** Campaigns of small models, answered at once: people as rows, then closed by the product's own code. */

import { sql } from 'kysely';
import type { Db } from '../../src/database/open.ts';
import type { Answer } from '../../src/maturity/answer.ts';
import { closeCampaign } from '../../src/maturity/campaign/close.ts';
import { createCampaign, type NewCampaign } from '../../src/maturity/campaign/create.ts';
import type { Model, Role, Statement } from '../../src/maturity/model.ts';

export const statement = (id: string, more: Partial<Statement> = {}): Statement => ({
  id,
  level: 2,
  text: `We do ${id}`,
  scale: 'coverage',
  options: [],
  roles: ['developer', 'platform', 'lead'],
  why: 'It helps.',
  next: 'Begin.',
  evidence: null,
  ...more,
});

export const modelOf = (dimensions: Readonly<Record<string, readonly Statement[]>>): Model => ({
  id: 'small',
  version: '1',
  name: 'Small',
  licence: 'CC-BY-4.0',
  scored: 'levels',
  groups: [{ id: 'all', name: 'All' }],
  dimensions: Object.entries(dimensions).map(([id, statements]) => ({
    id,
    name: `Name of ${id}`,
    group: 'all',
    improvised: 'Nothing is done.',
    needs: [],
    statements,
  })),
});

/** `answers` null = was invited and did not answer. */
export type Person = {
  readonly team: string;
  readonly role: Role;
  readonly answers: Readonly<Record<string, Exclude<Answer, 'blank'>>> | null;
  readonly note?: string;
};

export type Answered = {
  readonly model: Model;
  readonly people: readonly Person[];
  /** Teams that answer openly together. */
  readonly consensus?: readonly string[];
  /** Teams without people. */
  readonly others?: readonly string[];
  readonly practiceMinimum?: 3 | 5;
  readonly closedAt: Date;
};

const DAY = 86_400_000;

const routesFor = (teams: readonly string[], { dimensions }: Model, consensus: readonly string[]): NewCampaign['routes'] =>
  teams.flatMap((teamId) =>
    (consensus.includes(teamId) ? (['lead'] as const) : (['developer', 'platform', 'lead'] as const)).map((role) => ({
      teamId,
      role,
      statements: dimensions.flatMap(({ statements }) => statements.filter(({ roles }) => roles.includes(role)).map(({ id }) => id)),
    })),
  );

/** A campaign with its people, not closed yet; its time is over at `closedAt`. */
export async function openCampaign(db: Db, { model, people, consensus = [], others = [], practiceMinimum = 3, closedAt }: Answered) {
  const teams = [...new Set([...people.map(({ team }) => team), ...others])];
  const campaignId = await createCampaign(db, {
    name: 'Spring',
    model,
    dimensions: model.dimensions.map(({ id }) => id),
    perceptionMinimum: 5,
    practiceMinimum,
    opensAt: new Date(closedAt.getTime() - 14 * DAY),
    closesAt: closedAt,
    teams: teams.map((teamId) => ({ teamId, consensus: consensus.includes(teamId) })),
    routes: routesFor(teams, model, consensus),
  });
  const rows = people.map(({ note, answers, ...rest }, n) => ({
    ...rest,
    n,
    answers,
    notes: note === undefined ? {} : { [model.dimensions[0]?.id ?? '']: note },
  }));
  await sql`insert into invitation (campaign_id, token_hash, team_id, role, state)
    select ${campaignId}, 'link ' || p.n, p.team, p.role, case when p.answers is null then 'open' else 'used' end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(n integer, team text, role text, answers jsonb)`.execute(db);
  await sql`insert into response (campaign_id, key_hash, team_id, role, submitted, answers, notes)
    select ${campaignId}, 'key ' || p.n, p.team, p.role, true, p.answers, p.notes
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(n integer, team text, role text, answers jsonb, notes jsonb)
    where p.answers is not null`.execute(db);
  return campaignId;
}

export async function closedCampaign(db: Db, answered: Answered): Promise<string> {
  const campaignId = await openCampaign(db, answered);
  await closeCampaign(db, campaignId, { now: answered.closedAt, zone: 'UTC' });
  return campaignId;
}
