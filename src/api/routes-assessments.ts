/** Assessments: models, campaigns, their links, and the questionnaire behind a link. */

import { z } from 'zod';
import { closeCampaign } from '../maturity/campaign/close.ts';
import { invite, listInvitations, revoke } from '../maturity/campaign/invite.ts';
import { listCampaigns } from '../maturity/campaign/list.ts';
import { planCampaign } from '../maturity/campaign/plan-campaign.ts';
import { questionnaireOf } from '../maturity/campaign/questionnaire.ts';
import { begin, readResponse, save } from '../maturity/campaign/respond.ts';
import { readCampaign } from '../maturity/campaign/story.ts';
import { allModels, findModel } from '../maturity/models.ts';
import { idText, paging } from './paging.ts';
import { type Route, route } from './route.ts';
import { countedPage } from './shapes.ts';
import * as shapes from './shapes-assessments.ts';

const id = z.strictObject({ id: idText });
const none = z.strictObject({});
/** Secrets travel in bodies alone: addresses end in logs. */
const secret = z.string().max(200);
const holder = { campaign: idText, key: secret };

export const assessmentRoutes: readonly Route[] = [
  route({
    path: '/assessments/models',
    summary: 'The models a campaign can be made of.',
    answer: z.strictObject({ items: z.array(shapes.listedModel), unusable: z.array(shapes.unusableModel) }),
    handle: async (deps) => ({
      items: (await allModels(deps.models?.models)).map(({ groups: _, dimensions, ...model }) => ({
        ...model,
        dimensions: dimensions.map((one) => ({ id: one.id, name: one.name, statements: one.statements.length })),
      })),
      unusable: deps.models?.unusable ?? [],
    }),
  }),
  route({
    path: '/assessments/models/{id}',
    summary: 'A model with every statement, why it matters, what to do next, and the evidence it is held against.',
    params: id,
    answer: shapes.model,
    handle: async (deps, { params }) => findModel(params.id, deps.models?.models),
  }),
  route({
    path: '/assessments/campaigns',
    summary: 'Campaigns, the one that opened last first.',
    query: z.strictObject(paging),
    answer: countedPage(shapes.listedCampaign),
    handle: async (deps, { query }) => listCampaigns(deps.database.db, deps.now(), query),
  }),
  route({
    method: 'post',
    path: '/assessments/campaigns',
    summary: 'Makes a campaign. Which statements each role of a team is asked is fixed here.',
    body: shapes.newCampaign,
    answer: shapes.campaignStory,
    status: 201,
    handle: async (deps, { body }) => {
      const { db } = deps.database;
      const chosen = { ...body, opensAt: new Date(body.opensAt), closesAt: new Date(body.closesAt) };
      const campaignId = await planCampaign(db, chosen, { now: deps.now(), zone: deps.config.zone, own: deps.models?.models ?? [] });
      return readCampaign(db, campaignId, deps.now());
    },
  }),
  route({
    path: '/assessments/campaigns/{id}',
    summary: 'A campaign with its teams: how many were invited and have submitted, never who.',
    params: id,
    answer: shapes.campaignStory,
    handle: async (deps, { params }) => readCampaign(deps.database.db, params.id, deps.now()),
  }),
  route({
    path: '/assessments/campaigns/{id}/invitations',
    summary: 'Its links without their secrets.',
    params: id,
    answer: z.strictObject({ items: z.array(shapes.listedInvitation) }),
    handle: async (deps, { params }) => ({
      items: (await listInvitations(deps.database.db, params.id)).map(({ teamId: team, ...rest }) => ({ ...rest, team })),
    }),
  }),
  route({
    method: 'post',
    path: '/assessments/campaigns/{id}/invitations',
    summary: 'Makes links, each for one person of a team in a role. Their secrets are shown in this answer alone.',
    params: id,
    body: z.strictObject({ team: idText, role: shapes.roleName, count: z.number().int().default(1) }),
    answer: z.strictObject({ items: z.array(shapes.invitation) }),
    status: 201,
    handle: async (deps, { params, body }) => {
      const { team: teamId, ...rest } = body;
      return { items: await invite(deps.database.db, { ...rest, teamId, campaignId: params.id }, deps.now()) };
    },
  }),
  route({
    method: 'post',
    path: '/assessments/campaigns/{id}/invitations/{reference}/revoke',
    summary: 'Takes a link back that nobody has used.',
    params: id.extend({ reference: idText }),
    body: none,
    answer: none,
    handle: async (deps, { params }) => {
      await revoke(deps.database.db, params.id, params.reference);
      return {};
    },
  }),
  route({
    method: 'post',
    path: '/assessments/campaigns/{id}/close',
    summary: 'Closes a campaign for good: nothing leads from its answers to people any more.',
    params: id,
    body: none,
    answer: shapes.campaignStory,
    handle: async (deps, { params }) => {
      await closeCampaign(deps.database.db, params.id, { now: deps.now(), zone: deps.config.zone });
      return readCampaign(deps.database.db, params.id, deps.now());
    },
  }),
  route({
    method: 'post',
    path: '/assessments/answers/begin',
    summary: 'Exchanges a link for a questionnaire under a key of 32 random bytes that its holder made, and that nobody else ever has.',
    body: z.strictObject({ ...holder, token: secret }),
    answer: shapes.questionnaire,
    status: 201,
    handle: async (deps, { body: { campaign: campaignId, token, key } }) => {
      const own = await begin(deps.database.db, { campaignId, token, key }, deps.now());
      return questionnaireOf(deps.database.db, campaignId, key, own);
    },
  }),
  route({
    method: 'post',
    path: '/assessments/answers/read',
    summary: 'The questionnaire behind a key, with what was answered so far.',
    body: z.strictObject(holder),
    answer: shapes.questionnaire,
    handle: async (deps, { body: { campaign, key } }) => {
      const own = await readResponse(deps.database.db, campaign, key, deps.now());
      return questionnaireOf(deps.database.db, campaign, key, own);
    },
  }),
  route({
    method: 'post',
    path: '/assessments/answers',
    summary: 'Replaces the answers behind a key. Once submitted they stay so; they can be changed until the campaign closes.',
    body: z.strictObject({ ...holder, answers: shapes.answers, notes: shapes.notes.default({}), submit: z.boolean().default(false) }),
    answer: z.strictObject({ submitted: z.boolean() }),
    handle: async (deps, { body: { campaign: campaignId, key, answers, notes, submit } }) => {
      const { db } = deps.database;
      await save(db, { campaignId, key }, { answers, notes, submit }, deps.now());
      const { submitted } = await readResponse(db, campaignId, key, deps.now());
      return { submitted };
    },
  }),
];
