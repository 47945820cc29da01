/** Campaigns as documents. Answers leave over the terminal alone: counts that pages do not show would be had here by anybody. */

import { z } from 'zod';
import { readCampaign } from '../maturity/campaign/story.ts';
import { campaignDocument } from '../maturity/transfer/document.ts';
import { exportCampaign } from '../maturity/transfer/export.ts';
import { importCampaign } from '../maturity/transfer/import.ts';
import { idText } from './paging.ts';
import { type Route, route } from './route.ts';
import { campaignStory } from './shapes-assessments.ts';

const definitionAlone = campaignDocument.extend({
  closed: z.null({ error: 'answers are taken by the command line alone: plumbline assess import FILE' }),
});

export const transferRoutes: readonly Route[] = [
  route({
    path: '/assessments/campaigns/{id}/export',
    summary: 'What a campaign asks of whom, as a document to be kept or taken to another database; never its answers.',
    params: z.strictObject({ id: idText }),
    answer: definitionAlone,
    handle: async (deps, { params }) => exportCampaign(deps.database.db, params.id, { answers: false, now: deps.now() }),
  }),
  route({
    method: 'post',
    path: '/assessments/campaigns/import',
    summary: 'Makes the campaign of such a document, ready to be invited to; the same document again is refused (409).',
    body: definitionAlone,
    answer: campaignStory,
    status: 201,
    handle: async (deps, { body }) => {
      const { db } = deps.database;
      return readCampaign(db, await importCampaign(db, body, deps.now()), deps.now());
    },
  }),
];
