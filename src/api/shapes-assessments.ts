/** The zod side of campaigns, questionnaires and plans. */

import { z } from 'zod';
import { choices } from '../maturity/answer.ts';
import { roles } from '../maturity/model.ts';
import { idText, storable } from './paging.ts';
import { count, idAndName, instant, number, text } from './shapes.ts';

const level = z.literal([2, 3, 4, 5]);
export const roleName = z.enum(roles);

export const statement = z
  .strictObject({
    id: text.describe('Permanent: a changed text is another id.'),
    level: level.nullable().describe('Null = asked and shown, never scored.'),
    text,
    scale: z.enum(['coverage', 'perception', 'options']),
    options: z.array(z.strictObject({ text, credit: number })),
    roles: z.array(roleName),
    why: text,
    next: text.describe('What to do next where it is not met.'),
    evidence: z
      .strictObject({ rule: text, class: z.enum(['A', 'B', 'C']) })
      .nullable()
      .describe('A measures the statement, B something near it, C is a hint that is never scored; null = only people can tell.'),
  })
  .meta({ id: 'Statement' });

const dimension = z.strictObject({
  id: text,
  name: text,
  group: text,
  improvised: text.describe('What level 1 looks like.'),
  needs: z.array(z.strictObject({ level, dimension: text, atLeast: level })),
  statements: z.array(statement),
});

export const model = z
  .strictObject({
    id: text,
    version: text,
    name: text,
    licence: text,
    scored: z.enum(['levels', 'mean']),
    groups: z.array(idAndName),
    dimensions: z.array(dimension),
  })
  .meta({ id: 'MaturityModel' });

export const listedModel = model
  .omit({ groups: true, dimensions: true })
  .extend({ dimensions: z.array(idAndName.extend({ statements: count })) });

export const unusableModel = z
  .strictObject({ file: text, faults: z.array(text).describe('With line and column.') })
  .describe('A file of the configuration that no campaign can be made of.');

export const campaignState = z.enum(['planned', 'open', 'over', 'closed']);

export const listedCampaign = z
  .strictObject({
    id: text,
    name: text,
    model: idAndName.extend({ version: text }),
    state: campaignState.describe('`over` = its time has passed and nobody has closed it.'),
    opensAt: instant,
    closesAt: instant,
    closedAt: instant.nullable(),
    teams: count,
    invited: count.describe('Links that were not taken back.'),
    demo: z.boolean(),
  })
  .meta({ id: 'Campaign' });

export const campaignStory = listedCampaign
  .omit({ teams: true })
  .extend({
    submitted: count.nullable().describe('Null = it would tell of too few people whether they answered.'),
    dimensions: z.array(idAndName),
    perceptionMinimum: count,
    practiceMinimum: count,
    teams: z.array(
      z.strictObject({
        id: text,
        name: text,
        consensus: z.boolean().describe('Answers openly together, because it is too small to answer anonymously.'),
        invited: count,
        submitted: count.nullable(),
        roles: z.array(z.strictObject({ role: text, statements: count, minutes: number })),
      }),
    ),
  })
  .meta({ id: 'CampaignStory' });

/** What a new campaign is made of. */
export const newCampaign = z.strictObject({
  name: storable(z.string().trim().min(1).max(200)),
  model: text,
  dimensions: z.array(text).optional().describe('Of the model; all where it is left out.'),
  teams: z
    .array(z.strictObject({ id: idText, consensus: z.boolean().default(false) }))
    .min(1)
    .max(1000),
  roles: z
    .array(roleName)
    .min(1)
    .default([...roles]),
  questions: z
    .enum(['by_role', 'same_for_all'])
    .default('by_role')
    .describe('What each role can judge best; or everybody of a team the same, so that answers of small teams are enough to be shown.'),
  opensAt: instant,
  closesAt: instant,
  practiceMinimum: z
    .literal([3, 5])
    .default(5)
    .describe('3 shows practices of smaller groups; it has to be announced before anybody answers.'),
  statements: z.number().int().min(5).max(120).default(34).describe('At most so many are asked of one person.'),
});

export const invitation = z.strictObject({ reference: text, token: text.describe('Shown now and never again.') });
export const listedInvitation = z.strictObject({
  reference: text,
  team: text,
  role: text,
  state: z.enum(['valid', 'revoked', 'ended']).describe('Whether a valid one was used is not told.'),
});

const choice = z.literal(choices);
export const answers = z.record(z.string().max(100), z.union([choice, z.enum(['dont_know', 'not_applicable'])]));
export const notes = z.record(z.string().max(100), storable(z.string().max(4000)));

/** What somebody who answers sees: their own answers, what is asked of them, and nothing of anybody else. */
export const questionnaire = z
  .strictObject({
    campaign: z.strictObject({ id: text, name: text, model: text, closesAt: instant, perceptionMinimum: count, practiceMinimum: count }),
    team: idAndName,
    role: text,
    consensus: z.boolean(),
    submitted: z.boolean(),
    invited: count.describe('People of the team with a link.'),
    minutes: number,
    dimensions: z.array(
      idAndName.extend({ statements: z.array(statement.omit({ level: true, roles: true, evidence: true, next: true })) }),
    ),
    answers,
    notes,
  })
  .meta({ id: 'Questionnaire' });
