/** `plumbline assess models`, `assess model check`: which models there are, and whether a file is one. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../domain/errors.ts';
import type { Model } from '../maturity/model.ts';
import { allModels } from '../maturity/models.ts';
import { bundledIds, readOwnModel } from '../maturity/own-models.ts';
import { globalOptions } from './options.ts';
import { ownModels } from './own-models.ts';
import { readConfig } from './setup.ts';
import { oneLine, textTable } from './table.ts';
import type { Terminal } from './terminal.ts';

const statementsOf = ({ dimensions }: Model) => dimensions.flatMap(({ statements }) => statements);

const listed = (model: Model, own: boolean) => ({
  id: model.id,
  version: model.version,
  name: model.name,
  scored: model.scored,
  dimensions: model.dimensions.length,
  statements: statementsOf(model).length,
  own,
});

async function list(options: { readonly json?: boolean }, command: Command, terminal: Terminal): Promise<void> {
  const { models, unusable } = await ownModels(readConfig(terminal, globalOptions(command)));
  const own = new Set(models.map(({ id }) => id));
  const items = (await allModels(models)).map((model) => listed(model, own.has(model.id)));
  for (const { file, faults } of unusable) terminal.note(`${file} cannot be used:\n${faults.join('\n')}`);
  if (options.json) return terminal.out(JSON.stringify({ items, unusable }, null, 2));
  const rows = items.map((one) => [
    one.id,
    one.version,
    one.name,
    one.scored,
    String(one.dimensions),
    String(one.statements),
    one.own ? 'your own' : 'bundled',
  ]);
  terminal.out(textTable(['Id', 'Version', 'Name', 'Scored by', 'Dimensions', 'Statements', 'From'], rows));
}

function summaryOf(file: string, model: Model): string {
  const { statements, dimensions, id, version, name, scored } = listed(model, true);
  const measured = statementsOf(model).filter(({ evidence }) => evidence !== null).length;
  const outside = scored === 'levels' ? statementsOf(model).filter(({ level }) => level === null).length : 0;
  return [
    `${file} is in order: ${oneLine(name)} (${id} ${oneLine(version)}), scored by ${scored === 'levels' ? 'levels' : 'the mean'}.`,
    `${dimensions} dimensions, ${statements} statements${outside > 0 ? `, ${outside} of them outside every level` : ''}; ${measured} are held against evidence.`,
  ].join('\n');
}

/** @throws AppError `invalid` with every fault and its line. */
async function check(file: string, terminal: Terminal): Promise<void> {
  const read = await readOwnModel(resolve(terminal.cwd, file), await bundledIds());
  if ('model' in read) return terminal.out(summaryOf(resolve(terminal.cwd, file), read.model));
  const { faults } = read;
  throw new AppError(
    'invalid',
    `The model has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.join('\n')}`,
    faults,
  );
}

export function addModels(assess: Command, terminal: Terminal): void {
  assess
    .command('models')
    .description('the models a campaign can be made of')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }, command: Command) => list(options, command, terminal));
  assess
    .command('model')
    .description('work with the file of a model')
    .command('check')
    .description('read the file of a model and name every fault with its line')
    .argument('<file>', 'YAML file of a model')
    .action((file: string) => check(file, terminal));
}
