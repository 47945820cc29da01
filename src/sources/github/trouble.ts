/** What went wrong with one request, and whether waiting helps. Pure. */

import { SourceError } from '../source.ts';

/** A failed request in words a person can act on. `status` null = no answer at all, or never a whole one. */
export class GithubError extends SourceError {
  readonly status: number | null;
  /** GitHub's own words, shortened; null where it said nothing. */
  readonly said: string | null;

  constructor(message: string, advice: string, retryable: boolean, status: number | null, cause?: unknown, said: string | null = null) {
    super(message, advice, retryable, cause);
    this.name = 'GithubError';
    this.status = status;
    this.said = said;
  }
}

/** An answer that is not a 2xx, as far as it matters; headers in lower case. */
export type Refusal = { readonly status: number; readonly message: string; readonly headers: Readonly<Record<string, string | undefined>> };

/** `limit`: wait that long, then go on. `passing`: try again soon. `final`: asking again gives the same answer. */
export type Trouble =
  | { readonly kind: 'limit'; readonly reason: string; readonly milliseconds: number }
  | { readonly kind: 'passing' }
  | { readonly kind: 'final' };

const minute = 60_000;
const longestLimit = 65 * minute;

/**
 * GitHub's documented limits: `retry-after` (seconds, or a date), else `x-ratelimit-reset` when nothing remains, else a minute that
 * doubles with each repetition. Instants of the server are compared with the server's own `date`, so that a wrong local clock does
 * not matter. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function judge(refusal: Refusal, host: string, now: Date, repetition: number): Trouble {
  const { status, headers, message } = refusal;
  const spent = headers['x-ratelimit-remaining'] === '0';
  const limited =
    status === 429 || (status === 403 && (spent || headers['retry-after'] !== undefined || /rate limit|abuse detection/i.test(message)));
  if (limited) {
    const secondary = !spent || /secondary|abuse/i.test(message);
    const reason = secondary ? `${host} asked to slow down (secondary rate limit).` : `The rate limit of ${host} is used up.`;
    return { kind: 'limit', reason, milliseconds: Math.min(longestLimit, waitOf(headers, now, repetition)) };
  }
  return { kind: status >= 500 || status === 408 ? 'passing' : 'final' };
}

function waitOf(headers: Refusal['headers'], now: Date, repetition: number): number {
  const serverNow = instant(headers.date) ?? now.getTime();
  const after = headers['retry-after'];
  if (after !== undefined) {
    if (/^\d+$/.test(after)) return Number(after) * 1000;
    const until = instant(after);
    if (until !== null) return Math.max(1000, until - serverNow + 1000);
  }
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && reset > 0) return Math.max(1000, reset * 1000 - serverNow + 1000);
  return minute * 2 ** Math.min(repetition, 4);
}

function instant(text: string | undefined): number | null {
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** What is being read, for sentences: "deployments" of "acme/shop". */
export type Subject = { readonly object: string; readonly repository: string };

/** Which permission of a fine-grained token reads an object. */
const permissions: Readonly<Record<string, string>> = {
  repository: 'Metadata',
  repositories: 'Metadata',
  branches: 'Contents',
  commits: 'Contents',
  tags: 'Contents',
  releases: 'Contents',
  pull_requests: 'Pull requests',
  deployments: 'Deployments',
  workflow_runs: 'Actions',
  issues: 'Issues',
  checks: 'Checks" and "Commit statuses',
  branch_rules: 'Metadata',
  branch_protection: 'Administration',
  files: 'Contents',
  environments: 'Actions',
  workflow_permissions: 'Administration',
  dependabot_alerts: 'Dependabot alerts',
  code_scanning_alerts: 'Code scanning alerts',
  secret_scanning_alerts: 'Secret scanning alerts',
};

/** The sentence for an answer that will not change by asking again. GitHub's own words are kept, shortened. */
export function finalError(
  refusal: Refusal,
  subject: Subject,
  source: { readonly sourceId: string; readonly host: string; readonly hasToken: boolean },
): GithubError {
  const { status } = refusal;
  const of = nameOf(subject);
  const fail = (message: string, advice: string) => new GithubError(message, advice, false, status, undefined, saidIn(refusal.message));
  if (status === 401)
    return source.hasToken
      ? fail(
          `${source.host} refused the token of source "${source.sourceId}".`,
          'It may be mistyped, expired or revoked: set a new one and collect again.',
        )
      : fail(`${source.host} asks for a token, and source "${source.sourceId}" has none.`, 'Set `token` of the source.');
  if (status === 403)
    return fail(
      `${source.hasToken ? `The token of source "${source.sourceId}"` : 'Without a token, this source'} may not read ${of}: ${quoted(refusal.message)}`,
      `Give the token read access to "${permissions[subject.object] ?? 'Contents'}" of that repository; with single sign-on, authorise it for the organisation.`,
    );
  if (status === 404)
    return fail(
      `${capital(of)} cannot be found${source.hasToken ? ', or the token may not see it' : ' without a token'}.`,
      'Check the name in the configuration, and that the token was given this repository: GitHub answers "not found" for what a token may not see.',
    );
  if (status === 410) return fail(`${capital(of)} are switched off.`, 'Switch them on at GitHub, or remove the rule that needs them.');
  if (status === 451) return fail(`${capital(of)} is blocked for legal reasons (451).`, 'Remove it from the configuration.');
  return fail(`${source.host} refused to list ${of} (${status}): ${quoted(refusal.message)}`, 'If it stays so, report it with the log.');
}

/** The sentence when every try failed in a way that usually passes. */
export function exhaustedError(what: string, subject: Subject, status: number | null, cause?: unknown): GithubError {
  const message = `Reading ${nameOf(subject)} failed again and again: ${what}`;
  return new GithubError(message, 'It will be tried again by itself; what was collected before is kept.', true, status, cause);
}

function nameOf({ object, repository }: Subject): string {
  return object === 'repository' ? `repository ${repository}` : `${object.replaceAll('_', ' ')} of ${repository}`;
}

/** One sentence out of GitHub's words. */
function quoted(message: string): string {
  const text = message
    .replace(/ - https?:\S+/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (text.length > 160) return `${text.slice(0, 160)}…`;
  return /[.!?]$/.test(text) ? text : `${text || 'no reason given'}.`;
}

function saidIn(message: string): string | null {
  const words = quoted(message);
  return words === quoted('') ? null : words;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
