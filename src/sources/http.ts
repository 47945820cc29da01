/** One client for providers without one of their own: an answer is whole or it is asked for again, limits are waited out, failures are in words. */

import { setTimeout as sleep } from 'node:timers/promises';
import { type CollectContext, SourceError } from './source.ts';

/** Waits, or rejects at once when the signal fires. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** For tests: how to wait, and how long one request may take. */
export type HttpOptions = { readonly wait?: Wait; readonly timeoutMs?: number };

export type HttpSettings = {
  readonly sourceId: string;
  /** The provider's name in sentences. */
  readonly provider: string;
  /** The address of its interface; a token goes nowhere else. */
  readonly url: string;
  /** Sent with every request, the token among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** What no error may hold; null = it asks without. */
  readonly token: string | null;
};

/** Answers the data when it is whole, else undefined. */
export type Check<T> = (data: unknown) => T | undefined;

/** What is read, for sentences: "incidents". */
export type Http = {
  /** Throws HttpError. `query` values that are lists are sent as `name[]`. */
  readonly get: <T>(path: string, query: Query, what: string, check: Check<T>) => Promise<T>;
};
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** A failed request in words a person can act on. `status` null = no answer at all, or never a whole one. */
export class HttpError extends SourceError {
  readonly status: number | null;

  constructor(message: string, advice: string, retryable: boolean, status: number | null, cause?: unknown) {
    super(message, advice, retryable, cause);
    this.name = 'HttpError';
    this.status = status;
  }
}

type Talk = HttpSettings & {
  readonly context: Pick<CollectContext, 'signal' | 'now' | 'waiting'>;
  readonly options: HttpOptions;
  readonly host: string;
};
type Outcome<T> =
  | { readonly data: T }
  | { readonly limit: number }
  | { readonly broken: string; readonly cause?: unknown }
  | { readonly final: HttpError };

const mostTries = 5;
const mostLimits = 12;
const usualTimeoutMs = 60_000;
const longestLimitMs = 65 * 60_000;

const realWait: Wait = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal });
};

/** A client for one run of a source; it waits and stops as the run's context says. Throws HttpError where the token cannot be sent. */
export function openHttp(settings: HttpSettings, context: Talk['context'], options: HttpOptions = {}): Http {
  const talk: Talk = { ...settings, context, options, host: new URL(settings.url).host };
  refuseUnsendable(settings);
  return { get: (path, query, what, check) => persistently(talk, addressOf(settings.url, path, query), what, check) };
}

/** `fetch` would name the whole header in its complaint. */
function refuseUnsendable({ headers, sourceId }: HttpSettings): void {
  try {
    new Headers(headers);
  } catch {
    const message = `The token of source "${sourceId}" holds characters that cannot be sent.`;
    throw new HttpError(message, 'Look for line breaks or quotes that came along when it was set.', false, null);
  }
}

function addressOf(base: string, path: string, query: Query): string {
  const parameters = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : value.map((one): [string, string] => [`${name}[]`, one]),
  );
  const text = new URLSearchParams(parameters).toString();
  return `${base.replace(/\/+$/, '')}${path}${text === '' ? '' : `?${text}`}`;
}

async function persistently<T>(talk: Talk, url: string, what: string, check: Check<T>): Promise<T> {
  let tries = 0;
  let limits = 0;
  for (;;) {
    const outcome = await once(talk, url, what, check, limits);
    if ('data' in outcome) return outcome.data;
    if ('final' in outcome) throw outcome.final;
    if ('limit' in outcome) {
      limits += 1;
      if (limits >= mostLimits) throw exhausted(talk, what, `${talk.host} asked to slow down ${limits} times in a row.`);
      await waitOut(talk, `${talk.host} asked to slow down (rate limit).`, outcome.limit);
      continue;
    }
    tries += 1;
    if (tries >= mostTries) throw exhausted(talk, what, outcome.broken, outcome.cause);
    const milliseconds = 1000 * 2 ** (tries - 1);
    if (tries < 3) await wait(talk, milliseconds);
    else await waitOut(talk, `${outcome.broken} Trying again.`, milliseconds);
  }
}

const wait = (talk: Talk, milliseconds: number): Promise<void> => (talk.options.wait ?? realWait)(milliseconds, talk.context.signal);

async function waitOut(talk: Talk, reason: string, milliseconds: number): Promise<void> {
  talk.context.waiting(reason, new Date(talk.context.now().getTime() + milliseconds));
  try {
    await wait(talk, milliseconds);
  } finally {
    talk.context.waiting(null, null);
  }
}

async function once<T>(talk: Talk, url: string, what: string, check: Check<T>, limits: number): Promise<Outcome<T>> {
  const { context, headers, host, token } = talk;
  context.signal.throwIfAborted();
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(talk.options.timeoutMs ?? usualTimeoutMs)]);
  try {
    // A redirect would take the token along, or lead to a page that is no answer.
    const response = await fetch(url, { headers, signal, redirect: 'error' });
    const body = await response.text();
    if (response.ok) return whole(host, body, check);
    if (response.status === 429) return { limit: Math.min(longestLimitMs, waitOf(response.headers, limits)) };
    if (response.status >= 500 || response.status === 408) return { broken: `${host} answered ${response.status}.` };
    return { final: refusal(talk, response.status, what, withoutToken(body, token)) };
  } catch (error) {
    context.signal.throwIfAborted();
    return { broken: `${host} cannot be reached (${withoutToken(reasonOf(error), token)}).`, cause: error };
  }
}

function whole<T>(host: string, body: string, check: Check<T>): Outcome<T> {
  try {
    const data = check(JSON.parse(body));
    if (data !== undefined) return { data };
  } catch {
    // Told below.
  }
  return { broken: `${host} sent an answer that was cut off or is not what was asked for.` };
}

/** Whatever a server repeats of what it was told. */
const withoutToken = (text: string, token: string | null): string => (token === null ? text : text.replaceAll(token, '***'));

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  if (error.name === 'TimeoutError') return 'it took too long';
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}

/** `Retry-After` in seconds or as a date, `RateLimit-Reset` in seconds; else a minute that doubles. */
function waitOf(headers: Headers, repetition: number): number {
  const after = headers.get('retry-after') ?? headers.get('ratelimit-reset');
  if (after !== null && /^\d+$/.test(after)) return Math.max(1, Number(after)) * 1000;
  const until = Date.parse(after ?? '');
  const serverNow = Date.parse(headers.get('date') ?? '');
  if (!Number.isNaN(until) && !Number.isNaN(serverNow)) return Math.max(1000, until - serverNow + 1000);
  return 60_000 * 2 ** Math.min(repetition, 4);
}

function refusal({ provider, host, sourceId, token }: Talk, status: number, what: string, body: string): HttpError {
  const fail = (message: string, advice: string): HttpError => new HttpError(message, advice, false, status);
  if (status === 401)
    return token !== null
      ? fail(
          `${host} refused the token of source "${sourceId}".`,
          'It may be mistyped, expired or revoked: set a new one and collect again.',
        )
      : fail(`${host} asks for a token, and source "${sourceId}" has none.`, 'Set `token` of the source.');
  if (status === 403)
    return fail(`The token of source "${sourceId}" may not read ${what}: ${quoted(body)}`, `Give it read access in ${provider}.`);
  if (status === 404) return fail(`${host} has no ${what}.`, 'Check the `url` of the source.');
  return fail(`${host} refused to list ${what} (${status}): ${quoted(body)}`, 'If it stays so, report it with the log.');
}

function exhausted(talk: Talk, what: string, why: string, cause?: unknown): HttpError {
  const message = `Reading ${what} of source "${talk.sourceId}" failed again and again: ${why}`;
  return new HttpError(message, 'It will be tried again by itself; what was collected before is kept.', true, null, cause);
}

/** One sentence out of the provider's words. */
function quoted(body: string): string {
  const text = body.replaceAll(/\s+/g, ' ').trim();
  if (text === '') return 'no reason given.';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
