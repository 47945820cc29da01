/** What somebody who answers sees: their own answers, what is asked of them, and nothing of anybody else. */

import { z } from 'zod';
import type { Db } from '../../database/open.ts';
import { choices } from '../answer.ts';
import { minutesFor } from '../minutes.ts';
import type { Statement } from '../model.ts';
import { orderFor } from '../routing.ts';
import { hashOf } from './link.ts';
import type { Answers, Notes, OwnResponse } from './respond.ts';
import { campaignRow, invitedOf, readTeams } from './store.ts';
import { teamNames } from './story.ts';

type Shown = Omit<Statement, 'level' | 'roles' | 'evidence' | 'next'>;

export type Questionnaire = {
  readonly campaign: {
    readonly id: string;
    readonly name: string;
    readonly model: string;
    readonly closesAt: Date;
    readonly perceptionMinimum: number;
    readonly practiceMinimum: number;
  };
  readonly team: { readonly id: string; readonly name: string };
  readonly role: string;
  readonly consensus: boolean;
  readonly submitted: boolean;
  /** People of the team with a link: a number that surprises says that some of them are invented. */
  readonly invited: number;
  /** How long it takes, as far as one can tell. */
  readonly minutes: number;
  readonly dimensions: readonly { readonly id: string; readonly name: string; readonly statements: readonly Shown[] }[];
  readonly answers: Answers;
  readonly notes: Notes;
};

const storedAnswers = z.record(z.string(), z.union([z.literal(choices), z.enum(['dont_know', 'not_applicable'])]));
const storedNotes = z.record(z.string(), z.string());

const shown = ({ id, text, scale, options, why }: Statement): Shown => ({ id, text, scale, options, why });

/**
 * The questionnaire behind a key. Dimensions come in an order of this person's own, so that nobody's last ones are always the same; it
 * follows from the key, so it is the same when they come back.
 */
export async function questionnaireOf(db: Db, campaignId: string, key: string, own: OwnResponse): Promise<Questionnaire> {
  const { name, model, closesAt, perceptionMinimum, practiceMinimum } = await campaignRow(db, campaignId);
  const nameOf = await teamNames(db, [own.teamId]);
  const asked = new Set(own.statements);
  const dimensions = model.dimensions
    .map((one) => ({ id: one.id, name: one.name, statements: one.statements.filter(({ id }) => asked.has(id)) }))
    .filter(({ statements }) => statements.length > 0);
  const teams = await readTeams(db, campaignId);
  return {
    campaign: { id: campaignId, name, model: model.name, closesAt, perceptionMinimum, practiceMinimum },
    team: { id: own.teamId, name: nameOf(own.teamId) },
    role: own.role,
    consensus: teams.some(({ teamId, consensus }) => teamId === own.teamId && consensus),
    submitted: own.submitted,
    invited: await invitedOf(db, campaignId, own.teamId),
    minutes: minutesFor(dimensions.flatMap(({ statements }) => statements)),
    dimensions: orderFor(hashOf(key), dimensions).map((one) => ({ ...one, statements: one.statements.map(shown) })),
    answers: storedAnswers.parse(own.answers),
    notes: storedNotes.parse(own.notes),
  };
}
