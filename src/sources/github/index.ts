/** The GitHub source: github.com, GitHub Enterprise Server, or anything that answers like them. */

import type { Source } from '../source.ts';
import { collectGithub } from './collect.ts';
import { examineGithub } from './examine.ts';
import type { GithubOptions, GithubSettings } from './settings.ts';

export { normalizeGithub } from './normalize.ts';
export type { GithubOptions, GithubSettings } from './settings.ts';

/** Asks for nothing yet; `collect` reads when it is iterated. */
export function openGithub(settings: GithubSettings, options: GithubOptions = {}): Source {
  return {
    sourceId: settings.sourceId,
    kind: 'github',
    collect: (context) => collectGithub(settings, options, context),
    examine: (world) => examineGithub(settings, world),
  };
}
