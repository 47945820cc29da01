/** Results: what a closed campaign says of teams and of the organisation, and what evidence says before anybody answers. */

import { z } from 'zod';
import { findModel } from '../maturity/models.ts';
import { evidenceProfile } from '../maturity/results/evidence-profile.ts';
import { campaignsOf, configuredTeam, teamNamed } from '../maturity/results/heads.ts';
import { organisationSpread } from '../maturity/results/organisation.ts';
import { teamProfile } from '../maturity/results/team-profile.ts';
import { idText } from './paging.ts';
import { type Route, route } from './route.ts';
import { idAndName } from './shapes.ts';
import * as shapes from './shapes-results.ts';
import { organisationSheet, profileSheet } from './sheets-results.ts';

const id = z.strictObject({ id: idText });

export const resultRoutes: readonly Route[] = [
  route({
    path: '/assessments/campaigns/{id}/results',
    summary: 'The organisation as a spread of its teams, once the campaign is closed (409 before); never one number.',
    params: id,
    answer: shapes.organisationSpread,
    csv: organisationSheet,
    handle: async (deps, { params }) => organisationSpread(deps.database.db, params.id, deps.now()),
  }),
  route({
    path: '/assessments/campaigns/{id}/results/{team}',
    summary: 'The profile of a team after a campaign: levels, and statement by statement what people say beside what evidence says.',
    params: id.extend({ team: idText }),
    answer: shapes.teamProfile,
    csv: profileSheet,
    handle: async (deps, { params }) => teamProfile(deps.database.db, { campaignId: params.id, teamId: params.team, now: deps.now() }),
  }),
  route({
    path: '/assessments/profile',
    summary: 'The profile of a team by evidence alone, as of now; it needs no campaign.',
    query: z.strictObject({ team: idText, model: idText.default('plumbline') }),
    answer: shapes.teamProfile,
    csv: profileSheet,
    handle: async (deps, { query: { team, model } }) => {
      const question = { model: await findModel(model, deps.models?.models), now: deps.now(), zone: deps.config.zone };
      return evidenceProfile(deps.database.db, team, question);
    },
  }),
  route({
    path: '/assessments/teams/{id}',
    summary: 'The campaigns that asked a team: those not closed yet first, then the one closed last.',
    params: id,
    answer: z.strictObject({ team: idAndName, items: z.array(shapes.teamCampaign) }),
    handle: async (deps, { params }) => {
      const { db } = deps.database;
      const items = await campaignsOf(db, params.id, deps.now());
      // Results outlive the team they are of.
      return { team: await (items.length > 0 ? teamNamed : configuredTeam)(db, params.id), items };
    },
  }),
];
