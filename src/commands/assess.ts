/** `plumbline assess`: maturity models, campaigns, results, and campaigns as files. */

import type { Command } from 'commander';
import { addCampaigns } from './assess-campaigns.ts';
import { addCreate } from './assess-create.ts';
import { addModels } from './assess-models.ts';
import { addResults } from './assess-results.ts';
import { addTransfer } from './assess-transfer.ts';
import type { Terminal } from './terminal.ts';

export function addAssess(program: Command, terminal: Terminal): void {
  const assess = program.command('assess').description('assess maturity: models, campaigns, links, results');
  addModels(assess, terminal);
  addCreate(assess, terminal);
  addCampaigns(assess, terminal);
  addResults(assess, terminal);
  addTransfer(assess, terminal);
}
