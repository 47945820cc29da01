/** The configuration as the program uses it: checked, resolved, frozen. */

import type { BenchmarkGroup } from '../domain/benchmark.ts';
import type { Service, Team } from '../domain/service.ts';
import type { Origin } from './origins.ts';
import type { ConfigFile } from './schema.ts';

type Scheduled = { readonly id: string; readonly since: Date | null; readonly everySeconds: number };

export type GitSourceConfig = Scheduled & {
  readonly kind: 'git';
  /** `name` is an absolute path or a clone address. */
  readonly repositories: readonly { readonly repositoryId: string; readonly name: string }[];
  /** Repositories whose commits need their changed paths. */
  readonly withPaths: readonly string[];
};

export type GithubSourceConfig = Scheduled & {
  readonly kind: 'github';
  readonly url: string;
  readonly token: string | null;
  /** With wildcards. */
  readonly repositories: readonly string[];
  readonly commits: 'api' | 'git';
  readonly withPaths: readonly string[];
  /** What the services' rules need of it. */
  readonly issueLabels: readonly string[];
  readonly workflowRuns: boolean;
  readonly objects: readonly ('deployments' | 'releases' | 'tags')[];
  readonly rereadDays: number;
  /** A delivery signed with any of them is taken; none = webhooks are refused. */
  readonly webhookSecrets: readonly string[];
};

export type PagerdutySourceConfig = Scheduled & {
  readonly kind: 'pagerduty';
  readonly url: string;
  readonly token: string | null;
  /** PagerDuty services that rules name. */
  readonly services: readonly string[];
  readonly rereadDays: number;
  readonly webhookSecrets: readonly string[];
};

export type SourceConfig = GitSourceConfig | GithubSourceConfig | PagerdutySourceConfig;

export type Config = {
  readonly organisation: string;
  readonly zone: string;
  /** Null = no configuration file: the demonstration, or nothing. */
  readonly file: string | null;
  readonly sources: readonly SourceConfig[];
  readonly teams: readonly Team[];
  readonly services: readonly Service[];
  /** Whom to be put beside, and whether the levels of former years are shown. */
  readonly benchmark: BenchmarkGroup & { readonly levels: boolean };
  /** Files of maturity models, absolute, in the order of the file. Whether they can be used is found out where they are read. */
  readonly modelFiles: readonly string[];
  /** The file's entries as checked, with what their variables hold: what proposed rules are read beside. Never shown. */
  readonly parsed: ConfigFile;
  /** The file's content as written, variables by name. */
  readonly shown: unknown;
  /** Every value with where it comes from, those of the environment last. */
  readonly origins: readonly Origin[];
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
};
