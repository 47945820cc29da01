/** The zod side of maturity profiles, of teams and of the organisation. */

import { z } from 'zod';
import { idText, storable } from './paging.ts';
import { count, idAndName, instant, maybe, maybeNumber, number, text } from './shapes.ts';
import { campaignState } from './shapes-assessments.ts';

const scoredLevel = z.literal([2, 3, 4, 5]);
const level = z.literal([1, 2, 3, 4, 5]);
const maybeCount = count.nullable();

export const told = z
  .strictObject({
    invited: count.describe('People with a link in a role that is asked the statement.'),
    asked: maybeCount.describe('Those of them who responded; null = may not be told, here and below.'),
    values: maybeCount.describe('Who gave one of its choices.'),
    dontKnow: maybeCount,
    notApplicable: maybeCount,
    blank: maybeCount,
    mean: maybeNumber.describe('Of choices as credits, 0 to 1.'),
    agreement: z.enum(['agreed', 'mixed', 'contested']).nullable(),
    counts: z.array(count).nullable().describe('People by choice, the lowest first.'),
    hidden: z
      .enum(['too_few', 'complement', 'filter', 'batch', 'consensus'])
      .nullable()
      .describe('Why the mean is not told: too few; so that a smaller group cannot be worked out; …'),
  })
  .meta({ id: 'ToldAnswers' });

const verdict = z.enum(['supports', 'contradicts', 'unclear', 'no_source']);

export const statementResult = z
  .strictObject({
    id: text,
    level: scoredLevel.nullable(),
    scale: z.enum(['coverage', 'perception', 'options']),
    text,
    why: text,
    next: text,
    told: told.nullable().describe('Null = nobody was asked: evidence alone.'),
    byRole: z.array(z.strictObject({ role: text, told })).describe('Only roles that may be told apart.'),
    answers: maybeNumber.describe('Credit by answers, 0 to 1.'),
    evidence: z
      .strictObject({
        rule: text,
        class: z.enum(['A', 'B', 'C']),
        verdict,
        value: maybeNumber,
        threshold: maybeNumber,
        share: z.strictObject({ met: count, of: count }).nullable(),
        n: count,
      })
      .nullable(),
    measured: maybeNumber.describe('Credit by evidence, 0 to 1; null = it proves neither.'),
    credit: maybeNumber.describe('What counts; null = unknown.'),
    state: z.enum(['known', 'unknown', 'not_applicable', 'exempt']),
    meets: z.enum(['agree', 'answers_higher', 'answers_lower', 'no_evidence', 'no_answers', 'nothing']),
    gap: maybeNumber.describe('answers − measured.'),
    perceptionGap: z.boolean(),
    visibilityGap: z.boolean(),
  })
  .meta({ id: 'StatementResult' });

const change = z.strictObject({
  level: level.nullable(),
  decimal: maybeNumber,
  direction: z.enum(['up', 'down', 'none', 'not_compared']).describe('An arrow only where the difference is more than chance.'),
});

export const dimensionResult = z
  .strictObject({
    id: text,
    name: text,
    group: text,
    improvised: text,
    level: level.nullable().describe('Null = too little is known.'),
    atLeast: z.boolean(),
    decimal: maybeNumber.describe('For trend lines only; of short checks the mean from 0 to 10.'),
    gates: z.array(
      z.strictObject({ level: scoredLevel, mean: maybeNumber, least: maybeNumber, known: maybeNumber, passed: z.boolean().nullable() }),
    ),
    chances: z.array(z.strictObject({ level: scoredLevel, chance: number })).nullable(),
    range: z.strictObject({ low: level, high: level }).nullable(),
    confidence: z.enum(['high', 'medium', 'low']).nullable(),
    provisional: z.array(z.enum(['response', 'contested', 'unknown'])),
    contested: z.array(text),
    next: z.array(text),
    warnings: z.array(z.strictObject({ level: scoredLevel, dimension: text, atLeast: scoredLevel })),
    target: z.strictObject({ level: scoredLevel, by: maybe }).nullable(),
    last: change.nullable().describe('The campaign before; null = there is none.'),
    statements: z.array(statementResult),
  })
  .meta({ id: 'DimensionResult' });

const modelHead = idAndName.extend({ version: text, scored: z.enum(['levels', 'mean']), groups: z.array(idAndName) });

const campaignHead = z.strictObject({
  id: text,
  name: text,
  state: campaignState,
  opensAt: instant,
  closesAt: instant,
  closedAt: instant.nullable(),
  demo: z.boolean(),
});

/** One team: of a closed campaign, or (`campaign` null) by evidence alone, as of `at`. */
export const teamProfile = z
  .strictObject({
    team: idAndName,
    model: modelHead,
    campaign: campaignHead.nullable(),
    previous: campaignHead.nullable(),
    at: instant.describe('The instant evidence was read at.'),
    consensus: z.boolean(),
    invited: maybeCount,
    responded: maybeCount,
    dimensions: z.array(dimensionResult),
    gaps: z.array(text).describe('Ids of statements where answers and evidence differ, the largest gap first.'),
    notes: z
      .array(z.strictObject({ dimension: text, texts: z.array(text) }))
      .nullable()
      .describe('What people wrote, in random order; null = may not be shown.'),
    seed: text.describe('Of the chances.'),
  })
  .meta({ id: 'TeamProfile' });

/** The organisation as a spread of its teams; never one number. */
export const organisationSpread = z
  .strictObject({
    campaign: campaignHead,
    model: modelHead,
    teams: count,
    invited: count,
    responded: maybeCount,
    dimensions: z.array(
      idAndName.extend({
        group: text,
        levels: z.array(z.strictObject({ level, teams: count })).describe('Teams by level; empty in short checks.'),
        unknown: count.describe('Teams of which too little is known.'),
        median: maybeNumber.describe('Of the levels of teams; of short checks the median of means, 0 to 10.'),
        perceptionGaps: count.describe('Statements, over all teams, with answers far from evidence.'),
        visibilityGaps: count,
        contested: count,
      }),
    ),
    statements: z
      .array(z.strictObject({ id: text, dimension: text, text, scale: z.enum(['coverage', 'perception', 'options']), told }))
      .describe('What the whole organisation answered, as far as it may be told.'),
    members: z.array(idAndName.extend({ consensus: z.boolean() })).describe('Teams of the campaign, by name.'),
  })
  .meta({ id: 'OrganisationSpread' });

const textOfPlan = storable(z.string().trim().min(1).max(500));
const day = z.iso.date();

const target = z.strictObject({ dimension: textOfPlan, level: scoredLevel, by: day.nullable() });
const exemption = z.strictObject({ statement: textOfPlan, owner: textOfPlan, reason: textOfPlan, until: day });
const action = z.strictObject({
  dimension: textOfPlan,
  statement: textOfPlan.nullable(),
  title: textOfPlan,
  owner: textOfPlan,
  due: day,
  measure: textOfPlan.describe('What will tell that it helped.'),
  state: z.enum(['open', 'done', 'dropped']),
});

/** The three kinds of plan, with what else stands beside them; see docs/maturity.md. */
const planWith = <T extends z.ZodRawShape>(rest: T) =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('target'), body: target, ...rest }),
    z.strictObject({ kind: z.literal('exemption'), body: exemption, ...rest }),
    z.strictObject({ kind: z.literal('action'), body: action, ...rest }),
  ]);

const model = idText.optional().describe('Whose dimensions and statements are meant; the first model that has them where it is left out.');

export const newPlan = planWith({ team: idText, model });
export const changedPlan = planWith({ model });

export const planEntry = planWith({ id: text, team: text, version: count, at: instant, author: text, withdrawn: z.boolean() }).meta({
  id: 'PlanEntry',
});

/** Campaigns that asked a team: those still running first, then the one closed last. */
export const teamCampaign = campaignHead.extend({ model: idAndName });
