/** Asking GitHub: one request at a time, each answer checked to be whole, limits waited out, failures in words. */

import { setTimeout as sleep } from 'node:timers/promises';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { CollectContext, Validator } from '../source.ts';
import type { GithubOptions, GithubSettings, Wait } from './settings.ts';
import { exhaustedError, finalError, judge, type Refusal, type Subject } from './trouble.ts';

/** `data` null = not modified since the validator; `validator` is of this answer, null where the server gave no entity tag. */
export type Answer<T> = { readonly data: T | null; readonly next: string | null; readonly validator: Validator | null };

/** Answers the data when it is whole, else undefined. */
export type Check<T> = (data: unknown) => T | undefined;

export type Client = {
  /** An address below the API's base; stable for equal arguments. */
  readonly url: (path: string, query?: Readonly<Record<string, string>>) => string;
  /** Throws GithubError. With `stored`, the request is conditional. */
  readonly get: <T>(url: string, subject: Subject, check: Check<T>, stored?: Validator | null) => Promise<Answer<T>>;
};

/** How often one request is tried when it fails in a way that passes, and how often a limit is waited out in a row. */
const mostTries = 5;
const mostLimits = 12;

type Outcome<T> = { readonly answer: Answer<T> } | { readonly refusal: Refusal } | { readonly broken: string; readonly cause?: unknown };
type Talk = {
  readonly octokit: Octokit;
  readonly settings: GithubSettings;
  readonly context: CollectContext;
  readonly wait: Wait;
  readonly base: URL;
};

const realWait: Wait = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal });
};

/** A client for one run of a source; it waits and stops as the run's context says. */
export function openClient(settings: GithubSettings, options: GithubOptions, context: CollectContext): Client {
  const base = new URL(settings.url.replace(/\/+$/, ''));
  const octokit = openOctokit(settings, options, base);
  const talk: Talk = { octokit, settings, context, wait: options.wait ?? realWait, base };
  return {
    url: (path, query = {}) => {
      const text = new URLSearchParams(query).toString();
      return `${base.href.replace(/\/$/, '')}${path}${text === '' ? '' : `?${text}`}`;
    },
    get: (url, subject, check, stored = null) => persistently(talk, url, subject, check, stored),
  };
}

function openOctokit(settings: GithubSettings, options: GithubOptions, base: URL): Octokit {
  const silent = () => undefined;
  const milliseconds = options.millisecondsPerSecond ?? 1000;
  const Composed = Octokit.plugin(throttling, retry);
  return new Composed({
    ...(settings.token === null ? {} : { auth: settings.token }),
    baseUrl: base.href.replace(/\/$/, ''),
    userAgent: 'plumbline',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    // Paces requests. Waiting out a limit is done here and not there: its timers cannot be stopped, and would say nothing meanwhile.
    throttle: { onRateLimit: () => false, onSecondaryRateLimit: () => false, id: settings.sourceId },
    // Two quick tries after a 5xx; what lasts longer is the business of `persistently`.
    retry: { retries: 2, retryAfterBaseValue: milliseconds, doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
  });
}

async function persistently<T>(talk: Talk, url: string, subject: Subject, check: Check<T>, stored: Validator | null): Promise<Answer<T>> {
  let tries = 0;
  let limits = 0;
  for (;;) {
    const outcome = await once(talk, url, check, stored);
    if ('answer' in outcome) return outcome.answer;
    if ('broken' in outcome) {
      tries += 1;
      if (tries >= mostTries) throw exhaustedError(outcome.broken, subject, null, outcome.cause);
      await backOff(talk, tries, outcome.broken);
      continue;
    }
    const trouble = judge(outcome.refusal, talk.base.host, talk.context.now(), limits);
    if (trouble.kind === 'final') throw finalError(outcome.refusal, subject, identity(talk));
    const reason = trouble.kind === 'limit' ? trouble.reason : `${talk.base.host} answered ${outcome.refusal.status}.`;
    const exhausted = trouble.kind === 'limit' ? ++limits >= mostLimits : ++tries >= mostTries;
    if (exhausted) throw exhaustedError(reason, subject, outcome.refusal.status);
    if (trouble.kind === 'limit') await waitOut(talk, reason, trouble.milliseconds);
    else await backOff(talk, tries, reason);
  }
}

async function waitOut(talk: Talk, reason: string, milliseconds: number): Promise<void> {
  talk.context.waiting(reason, new Date(talk.context.now().getTime() + milliseconds));
  try {
    await talk.wait(milliseconds, talk.context.signal);
  } finally {
    talk.context.waiting(null, null);
  }
}

/** 1 s, 2 s, 4 s … 32 s; from the third on the reason is said, for then somebody may wonder. */
async function backOff(talk: Talk, tries: number, reason: string): Promise<void> {
  const milliseconds = 1000 * 2 ** Math.min(tries - 1, 5);
  if (tries < 3) await talk.wait(milliseconds, talk.context.signal);
  else await waitOut(talk, `${reason} Trying again.`, milliseconds);
}

function identity(talk: Talk) {
  return { sourceId: talk.settings.sourceId, host: talk.base.host, hasToken: talk.settings.token !== null };
}

async function once<T>(talk: Talk, url: string, check: Check<T>, stored: Validator | null): Promise<Outcome<T>> {
  const { context, octokit } = talk;
  context.signal.throwIfAborted();
  const headers = stored?.etag ? { 'if-none-match': stored.etag } : {};
  try {
    const response = await octokit.request({ method: 'GET', url, headers, request: { signal: context.signal } });
    return whole(talk, url, check, response.data, textHeaders(response.headers));
  } catch (error) {
    context.signal.throwIfAborted();
    return refused(talk, error, stored);
  }
}

/** A cut body reaches us as status 200 with text, or nothing, in place of data. */
function whole<T>(talk: Talk, url: string, check: Check<T>, body: unknown, headers: Refusal['headers']): Outcome<T> {
  const data = check(body);
  if (data === undefined) return { broken: `${talk.base.host} sent an answer that was cut off or is not what was asked for.` };
  const next = nextOf(headers.link, talk.base);
  const etag = headers.etag ?? null;
  const validator = etag === null ? null : { url, etag, lastModified: headers['last-modified'] ?? null, nextUrl: next };
  return { answer: { data, next, validator } };
}

function refused<T>(talk: Talk, error: unknown, stored: Validator | null): Outcome<T> {
  const response = responseOf(error);
  if (response === null) {
    const why = error instanceof Error ? error.message : 'no reason given';
    // What cannot be sent is named in full by `fetch`, the token among it.
    const said = talk.settings.token === null ? why : why.replaceAll(talk.settings.token, '***');
    return { broken: `${talk.base.host} cannot be reached (${said}).`, cause: said === why ? error : undefined };
  }
  if (response.status === 304 && stored !== null) {
    return { answer: { data: null, next: nextOf(response.headers.link, talk.base) ?? stored.nextUrl, validator: null } };
  }
  return { refusal: response };
}

/** Octokit's RequestError with a response, recognised by shape; null when there was no answer. */
function responseOf(error: unknown): Refusal | null {
  if (!(error instanceof Error) || !('response' in error) || !('status' in error)) return null;
  const { response, status } = error;
  if (typeof response !== 'object' || response === null || typeof status !== 'number' || !('headers' in response)) return null;
  return { status, message: error.message, headers: textHeaders(response.headers) };
}

function textHeaders(headers: unknown): Refusal['headers'] {
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value === undefined ? undefined : String(value)]),
  );
}

/** The next page, only on the server that was configured: the token goes nowhere else. */
function nextOf(link: string | undefined, base: URL): string | null {
  const address = /<([^<>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return address !== undefined && new URL(address, base).origin === base.origin ? address : null;
}
