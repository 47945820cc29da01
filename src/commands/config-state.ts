/** Whether the configuration file is still the one this process reads by: it is read once, at the start. */

import { type Config, loadConfig } from '../config.ts';
import { AppError } from '../domain/errors.ts';
import type { GlobalOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `changed`: a restart would read something else. `faults`: what it would refuse, one sentence each, with line and column. */
export type ConfigState = { readonly changed: boolean; readonly faults: readonly string[] };

const whatMatters = ({ file, shown, origins }: Config): string =>
  JSON.stringify([file, shown, origins.map(({ path, value }) => [path, value])]);

function faultsOf(error: unknown): readonly string[] {
  if (!(error instanceof AppError)) throw error;
  const { details, message } = error;
  return Array.isArray(details) ? details.map(String) : [message];
}

/** Reads the file again, as a restart would, and compares. */
export function configState(config: Config, terminal: Pick<Terminal, 'environment' | 'cwd'>, options: GlobalOptions): () => ConfigState {
  const began = whatMatters(config);
  return () => {
    try {
      const now = loadConfig(terminal.environment, { cwd: terminal.cwd, ...(options.config !== undefined && { file: options.config }) });
      return { changed: whatMatters(now) !== began, faults: [] };
    } catch (error) {
      return { changed: true, faults: faultsOf(error) };
    }
  };
}
