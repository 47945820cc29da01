/** Asks the interface. Its types are those of the capabilities, with instants as text. */

import type { ListedEntry } from '../src/delivery/list-ledger.ts';
import type { ListedChange, ListedDeployment, ListedIncident } from '../src/delivery/lists.ts';
import type { DeploymentName, DeploymentStory, IncidentOfService, IncidentStory } from '../src/delivery/story.ts';
import type { ListedCampaign } from '../src/maturity/campaign/list.ts';
import type { Questionnaire } from '../src/maturity/campaign/questionnaire.ts';
import type { Refusal } from '../src/maturity/campaign/respond.ts';
import type { CampaignStory } from '../src/maturity/campaign/story.ts';
import type { OrganisationSpread, TeamProfile } from '../src/maturity/results/profile.ts';
import type { Answer, EvidencePage, Flow, Metric, ScopeAnswer, Spread, SpreadMetric, SpreadService } from '../src/metrics/result.ts';
import type { Trial } from '../src/trial/trial.ts';

/** A type as it travels: every `Date` an ISO text. */
type Wire<T> = T extends Date ? string : T extends object ? { readonly [K in keyof T]: Wire<T[K]> } : T;

export type WireMetric = Wire<Metric>;
export type WireScope = Wire<ScopeAnswer>;
export type WireAnswer = Wire<Answer>;
export type WireEvidence = Wire<EvidencePage>;
export type WireSpread = Wire<Spread>;
export type WireSpreadMetric = Wire<SpreadMetric>;
export type WireSpreadService = Wire<SpreadService>;
export type WireFlow = Wire<Flow>;
export type WireDeployment = Wire<ListedDeployment>;
export type WireChange = Wire<ListedChange>;
export type WireIncident = Wire<ListedIncident>;
export type WireDeploymentStory = Wire<DeploymentStory>;
export type WireDeploymentName = Wire<DeploymentName>;
export type WireIncidentStory = Wire<IncidentStory>;
export type WireIncidentOfService = Wire<IncidentOfService>;
export type WireEntry = Wire<ListedEntry>;
export type WireTrial = Wire<Trial>;
export type WireCampaign = Wire<ListedCampaign>;
export type WireCampaignStory = Wire<CampaignStory>;
export type WireQuestionnaire = Wire<Questionnaire>;
export type WireRefusal = Wire<Refusal>;
export type WireProfile = Wire<TeamProfile>;
export type WireOrganisationSpread = Wire<OrganisationSpread>;
export type { Wire };

export type Settings = {
  readonly organisation: string;
  readonly zone: string;
  readonly file: string | null;
  readonly demo: boolean;
  readonly version: string;
  /** The clock of the server when it was asked. */
  readonly now: string;
  readonly origins: readonly SettingOrigin[];
  /** Null = nobody knows. */
  readonly state: { readonly changed: boolean; readonly faults: readonly string[] } | null;
  /** The file as written, variables by name. */
  readonly settings: unknown;
};

/** One value of the configuration, and where it comes from. */
export type SettingOrigin = {
  readonly path: string;
  readonly value: string | number | boolean | readonly (string | number | boolean)[] | null;
  readonly origin: 'file' | 'environment' | 'default';
  readonly line: number | null;
  readonly variables: readonly string[];
};

export type ServiceRow = {
  readonly id: string;
  readonly name: string;
  readonly team: { readonly id: string; readonly name: string } | null;
  readonly stability: boolean;
  readonly undeployed: number;
  readonly lastDeploymentAt: string | null;
};

export type TeamRow = { readonly id: string; readonly name: string; readonly services: readonly string[] };

export type SourceRow = {
  readonly id: string;
  readonly kind: string;
  readonly url: string | null;
  readonly demo: boolean;
  readonly state: 'never' | 'running' | 'waiting' | 'idle' | 'failed';
  readonly stateReason: string | null;
  /** How far the run under way, or the last one, came. */
  readonly progress: {
    readonly repository: string | null;
    readonly object: string | null;
    readonly done: number;
    readonly total: number | null;
    readonly pages: number;
    readonly records: number;
  } | null;
  readonly lastStartedAt: string | null;
  readonly lastFinishedAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly lastError: string | null;
  readonly lastErrorAt: string | null;
  readonly nextRunAt: string | null;
  readonly repositories: number;
  readonly rejected: number;
};

export type CoverageRow = {
  readonly repositoryId: string;
  readonly repository: string;
  readonly object: string;
  readonly days: { readonly fetched: number; readonly empty: number; readonly failed: number };
  readonly runs: readonly { readonly from: string; readonly until: string; readonly state: 'fetched' | 'empty' | 'failed' }[];
  /** How far the list is read: an instant or a UTC date. */
  readonly reading: { readonly to: string | null; readonly unfinished: boolean; readonly since: string | null } | null;
  readonly askedAt: string | null;
};

export type RejectedRow = {
  readonly repositoryId: string;
  readonly repository: string;
  readonly kind: string;
  readonly externalId: string;
  readonly reason: string;
  readonly fetchedAt: string;
};

export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };
export type CoveragePage = Page<CoverageRow> & { readonly total: number | null; readonly from: string; readonly until: string };

/** A question that was not answered; `message` is for the reader. */
export class NoAnswer extends Error {
  readonly code: string;
  /** What the server says beside it; undefined = nothing. */
  readonly details: unknown;
  constructor(code: string, message: string, options?: ErrorOptions & { readonly details?: unknown }) {
    super(message, options);
    this.code = code;
    this.details = options?.details;
  }
}

async function refusalOf(response: Response): Promise<NoAnswer> {
  try {
    // The shape every refusal has, held to in the contract tests; anything else lands in the catch.
    const { error } = (await response.json()) as { error: { code: string; message: string; details?: unknown } };
    return new NoAnswer(error.code, error.message, { details: error.details });
  } catch (cause) {
    return new NoAnswer('internal', `The server answered with status ${response.status} and no explanation.`, { cause });
  }
}

/** @throws NoAnswer with a sentence for the reader, also when the server cannot be reached. */
async function request<T>(path: string, options: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, options);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new NoAnswer('unavailable', 'Plumbline cannot be reached. Is “plumbline serve” still running?', { cause });
  }
  if (!response.ok) throw await refusalOf(response);
  // The server's own types: what it answers is checked on its side, against its declaration.
  return (await response.json()) as T;
}

/** Answers by address (`/metrics?…`, below `/api/v1`). */
export const ask = <T>(path: string, signal?: AbortSignal): Promise<T> => request<T>(path, signal ? { signal } : {});
export const tell = (path: string): Promise<unknown> => request(path, { method: 'POST' });
/** Hands something over as JSON. `keepalive` = also while the page goes away. @throws NoAnswer with what is wrong with it. */
export const send = <T>(path: string, body: unknown, signal?: AbortSignal, keepalive = false): Promise<T> =>
  request<T>(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
    ...(keepalive && { keepalive }),
  });

/** Every page of a list, `most` rows of it at most. */
export async function askAll<T>(path: string, signal: AbortSignal, most = 5000): Promise<readonly T[]> {
  const rows: T[] = [];
  const joint = path.includes('?') ? '&' : '?';
  let after: string | null = null;
  do {
    const cursor: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const page: Page<T> = await ask<Page<T>>(`${path}${joint}limit=500${cursor}`, signal);
    rows.push(...page.items);
    after = page.next;
  } while (after !== null && rows.length < most);
  return rows;
}
