/** The model a plan is about. */

import type { Model } from '../model.ts';
import { allModels, findModel } from '../models.ts';
import type { Plan } from './entry.ts';

const has = ({ dimensions }: Model, { kind, body }: Plan): boolean =>
  kind === 'exemption'
    ? dimensions.some(({ statements }) => statements.some(({ id }) => id === body.statement))
    : dimensions.some(({ id }) => id === body.dimension);

/**
 * The one that is named, or the first with what the plan is about; where none has it the first of all, which will say so.
 * @throws AppError `not_found` for a name that is none.
 */
export async function modelOf(plan: Plan, named?: string, own: readonly Model[] = []): Promise<Model> {
  if (named !== undefined) return await findModel(named, own);
  const models = await allModels(own);
  return models.find((model) => has(model, plan)) ?? models[0] ?? (await findModel('plumbline'));
}
