/** What the readers of single objects are lent. */

import type { CollectContext } from '../source.ts';
import type { Client } from './client.ts';
import type { GithubSettings } from './settings.ts';

/** A repository as GitHub names it now, under the id it has here. */
export type Target = {
  readonly repositoryId: string;
  /** As configured or listed; stays when GitHub renames it. */
  readonly name: string;
  readonly fullName: string;
  readonly htmlUrl: string | null;
  readonly defaultBranch: string | null;
  readonly createdAt: string | null;
  readonly archived: boolean | null;
};

export type Reading = {
  readonly settings: GithubSettings;
  readonly context: CollectContext;
  readonly client: Client;
};

/** A Reading of one repository. */
export type RepositoryReading = Reading & {
  readonly target: Target;
  /** Committer dates of the commits seen in this run, so that tags need not ask for them. */
  readonly commitDates: Map<string, string>;
};
