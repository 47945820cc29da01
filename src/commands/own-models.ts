/** An organisation's own models, as the terminal tells of them. */

import type { Config } from '../config.ts';
import { AppError } from '../domain/errors.ts';
import { type OwnModels, readOwnModels, type UnusableModel } from '../maturity/own-models.ts';

export const ownModels = async ({ modelFiles }: Pick<Config, 'modelFiles'>): Promise<OwnModels> => await readOwnModels(modelFiles);

/** @throws AppError `invalid` with every fault of every file, where there are any. */
export function refuseUnusable(unusable: readonly UnusableModel[]): void {
  const said = unusable.flatMap(({ faults }) => faults);
  if (said.length === 0) return;
  throw new AppError(
    'invalid',
    `The models of your own have ${said.length === 1 ? 'a fault' : `${said.length} faults`}:\n${said.join('\n')}`,
    said,
  );
}
