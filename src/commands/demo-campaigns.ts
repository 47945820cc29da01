/** Two campaigns of the demonstration, half a year apart, answered as people would: through links and keys, then closed. */

import type { Db } from '../database/open.ts';
import { demoTeams } from '../demo/organisation.ts';
import { answerOf, type DemoTeam, demoRespondents, notesOf, personOf, type Round } from '../demo/respondents.ts';
import { closeCampaign } from '../maturity/campaign/close.ts';
import { invite } from '../maturity/campaign/invite.ts';
import { newSecret } from '../maturity/campaign/link.ts';
import { type Chosen, planCampaign } from '../maturity/campaign/plan-campaign.ts';
import { begin, save } from '../maturity/campaign/respond.ts';
import { type Model, type Role, roles } from '../maturity/model.ts';
import { findModel } from '../maturity/models.ts';
import { planDemo } from './demo-plans.ts';

const DAY = 86_400_000;
/** Times of the demonstration are told in it. */
const zone = 'UTC';

const rounds: readonly { readonly round: Round; readonly name: string; readonly openedDaysAgo: number }[] = [
  { round: 1, name: 'First assessment', openedDaysAgo: 201 },
  { round: 2, name: 'Second assessment', openedDaysAgo: 25 },
];
const daysOpen = 14;

type Asked = { readonly campaignId: string; readonly model: Model; readonly round: Round; readonly at: Date };
type Member = { readonly team: string; readonly role: Role; readonly place: number };

/** One person: opens the link, answers what is asked, submits. */
async function respond(db: Db, { campaignId, model, round, at }: Asked, { team, role, place }: Member, token: string): Promise<void> {
  const key = newSecret();
  const { statements: asked } = await begin(db, { campaignId, token, key }, at);
  const random = personOf(team, place, round);
  const answers = model.dimensions.flatMap(({ id, statements }) =>
    statements
      .filter((statement) => asked.includes(statement.id))
      .flatMap((statement) => {
        const answer = answerOf({ team, role, round }, id, statement, random);
        return answer === null ? [] : [[statement.id, answer] as const];
      }),
  );
  const saved = { answers: Object.fromEntries(answers), notes: notesOf({ team, round }, place), submit: true };
  await save(db, { campaignId, key }, saved, at);
}

/** Everybody of a team gets a link; as many as the story says use it. */
async function askTeam(db: Db, asked: Asked, team: string, { invited, answered }: DemoTeam): Promise<void> {
  let place = 0;
  for (const role of roles.filter((one) => invited[one] > 0)) {
    const links = await invite(db, { campaignId: asked.campaignId, teamId: team, role, count: invited[role] }, asked.at);
    for (const { token } of links.slice(0, answered[asked.round][role])) await respond(db, asked, { team, role, place: place++ }, token);
  }
}

async function hold(db: Db, model: Model, { round, name, openedDaysAgo }: (typeof rounds)[number], now: Date): Promise<void> {
  const opensAt = new Date(now.getTime() - openedDaysAgo * DAY);
  const closesAt = new Date(opensAt.getTime() + daysOpen * DAY);
  const teams = demoTeams.map(({ teamId: id }) => ({ id, consensus: demoRespondents[id]?.consensus ?? false }));
  const chosen: Chosen = {
    name,
    model: model.id,
    teams,
    roles,
    opensAt,
    closesAt,
    practiceMinimum: 3,
    questions: 'by_role',
    statements: 34,
  };
  const campaignId = await planCampaign(db, chosen, { now: opensAt, zone }, true);
  const asked = { campaignId, model, round, at: new Date(opensAt.getTime() + DAY) };
  for (const [team, story] of Object.entries(demoRespondents)) await askTeam(db, asked, team, story);
  await closeCampaign(db, campaignId, { now: closesAt, zone });
}

/** What teams of the demonstration answered and planned. Nothing where campaigns of it are there already. */
export async function assessDemo(db: Db, now: Date, onProgress?: (done: number, total: number) => void): Promise<void> {
  const there = await db.selectFrom('campaign').select('campaignId').where('demo', '=', true).limit(1).executeTakeFirst();
  if (there !== undefined) return;
  const model = await findModel('plumbline');
  for (const [index, each] of rounds.entries()) {
    await hold(db, model, each, now);
    onProgress?.(index + 1, rounds.length);
  }
  await planDemo(db, model, now);
}
