/** What the interface is given; it reads no environment and no configuration of its own. */

import type { Logger } from 'pino';
import type { Database } from '../database/open.ts';
import type { BenchmarkGroup } from '../domain/benchmark.ts';
import type { Service } from '../domain/service.ts';
import type { OwnModels } from '../maturity/own-models.ts';
import type { Normalize, Receive } from '../sources/source.ts';
import type { Pace } from './stream-watch.ts';

/** One value of the configuration; variables stand by their names. */
export type SettingOrigin = {
  readonly path: string;
  readonly value: string | number | boolean | readonly (string | number | boolean)[] | null;
  readonly origin: 'file' | 'environment' | 'default';
  readonly line: number | null;
  readonly variables: readonly string[];
};

/** A source that can be told things, and the doorway's view of it. */
export type Receiver = { readonly sourceId: string; readonly normalize: Normalize; readonly receive: Receive };

/** What is wrong with proposed rules, and where: from 1, null where they are no text. */
export type RuleFault = { readonly line: number | null; readonly column: number | null; readonly path: string; readonly message: string };

/** Reads rules as the configuration does. */
export type Rules = {
  readonly proposed: (
    serviceId: string,
    given: { readonly yaml: string } | { readonly value: unknown },
  ) => Promise<{ readonly service: Service } | { readonly faults: readonly RuleFault[] }>;
  /** Those in force, as a part of a configuration file; null = there is no such service. */
  readonly present: (serviceId: string) => Promise<string | null>;
};

export type ApiDeps = {
  readonly database: Database;
  /** What a reader may see of the configuration: variables by name, never their values. */
  readonly config: {
    readonly organisation: string;
    readonly zone: string;
    readonly file: string | null;
    readonly shown: unknown;
    /** Whom values are put beside; absent = all who answered. */
    readonly benchmark?: BenchmarkGroup & { readonly levels: boolean };
    /** Every value with where it comes from. */
    readonly origins?: readonly SettingOrigin[];
    /** Where the service listens. */
    readonly host?: string;
  };
  /** Reads the file again, as a restart would. Absent = nobody knows. */
  readonly configState?: () => { readonly changed: boolean; readonly faults: readonly string[] };
  /** Maturity models the organisation wrote itself; absent = none. */
  readonly models?: OwnModels;
  readonly now: () => Date;
  readonly version: string;
  /** Asks for a source to be collected at once. */
  readonly collectNow: (sourceId: string) => Promise<void>;
  /** Asks for services with news to be derived; absent = the schedule finds them. */
  readonly deriveSoon?: () => Promise<void>;
  /** Sources that take webhooks, by id; absent = none does. */
  readonly receivers?: ReadonlyMap<string, Receiver>;
  /** Absent = rules cannot be tried. */
  readonly rules?: Rules;
  /** The built pages; absent = the interface alone. */
  readonly webFolder?: string;
  readonly log?: Logger;
  /** Fires when the service stops: open streams end. */
  readonly stopping?: AbortSignal;
  /** The clock of the stream, for tests. */
  readonly pace?: Pace;
  /** Listeners of the stream at a time; default 200. */
  readonly mostListeners?: number;
  /** Checks every answer against its declaration; for tests. */
  readonly checkAnswers?: boolean;
};
