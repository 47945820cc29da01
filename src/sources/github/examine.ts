/** Examines a GitHub source: is it there, what may the token read, how much of the rate limit is left. */

import type { PracticeObject } from '../../domain/practices.ts';
import { type AskedOnce, askOnce, clockFinding, unreached } from '../ask-once.ts';
import type { Examine, Finding } from '../source.ts';
import { isSwitchedOff } from './asked.ts';
import { isPattern } from './names.ts';
import type { GithubSettings } from './settings.ts';
import { finalError, type Subject } from './trouble.ts';

type World = Parameters<Examine>[0];
type Ask = (path: string) => Promise<AskedOnce | string>;

/** No more repositories than this are asked for one by one, so many at a time. */
const mostRepositories = 100;
const atOnce = 5;

const ok = (about: string, what: string): Finding => ({ state: 'ok', about, what, advice: null });

export async function examineGithub(settings: GithubSettings, world: World): Promise<readonly Finding[]> {
  const base = settings.url.replace(/\/+$/, '');
  const { host } = new URL(base);
  const authorization: Record<string, string> = settings.token === null ? {} : { authorization: `Bearer ${settings.token}` };
  const ask: Ask = (path) => askOnce(`${base}${path}`, { accept: 'application/vnd.github+json', ...authorization }, world);
  const limit = await ask('/rate_limit');
  if (typeof limit === 'string') return [unreached(host, limit)];
  const clock = clockFinding(host, limit.ahead);
  const rights = tokenFinding(settings, host, limit, world.now());
  const general = [rights, ...(clock === null ? [] : [clock])];
  if (rights.state === 'fault') return general;
  return [...general, ...budgetFinding(limit, settings.token !== null), ...(await repositoryFindings(settings, host, ask))];
}

const identity = (settings: GithubSettings, host: string) => ({ sourceId: settings.sourceId, host, hasToken: settings.token !== null });

/** Says what an answer that is no success means; the words are those of a collection that fails on it. */
function refusal(settings: GithubSettings, host: string, answer: AskedOnce, subject: Subject, about: string): Finding {
  const said = textIn(answer.body, 'message') ?? 'no reason given';
  const limited = answer.status === 429 || (answer.status === 403 && answer.headers['x-ratelimit-remaining'] === '0');
  if (limited)
    return { state: 'look', about, what: `The rate limit of ${host} is used up.`, advice: 'Wait for its end, or give a token of its own.' };
  if (answer.status >= 500) return unreached(host, `status ${answer.status}`);
  const { message, advice } = finalError(
    { status: answer.status, message: said, headers: answer.headers },
    subject,
    identity(settings, host),
  );
  return { state: 'fault', about, what: message, advice };
}

/** Days before a token's end when it is said. */
const warning = 14;

function tokenFinding(settings: GithubSettings, host: string, limit: AskedOnce, now: Date): Finding {
  if (limit.status === 401 || (limit.status === 403 && settings.token !== null))
    return refusal(settings, host, limit, { object: 'repositories', repository: host }, 'token');
  if (limit.status >= 500) return unreached(host, `status ${limit.status}`);
  if (settings.token === null)
    return {
      state: 'look',
      about: 'token',
      what: `${host} answers, without a token: only what is public, and 60 requests an hour.`,
      advice: 'Set `token` of the source to a variable that holds a fine-grained token with read access.',
    };
  const scopes = limit.headers['x-oauth-scopes'];
  const told = scopes === undefined ? '' : scopes === '' ? ' It has no scopes.' : ` Its scopes: ${scopes}.`;
  const until = Date.parse(limit.headers['github-authentication-token-expiration'] ?? '');
  const days = Math.floor((until - now.getTime()) / 86_400_000);
  if (days <= warning)
    return {
      state: 'look',
      about: 'token',
      what: `${host} takes the token; it ends in ${days} d.${told}`,
      advice: 'Make a new one in time.',
    };
  return ok('token', `${host} takes the token.${told}`);
}

function budgetFinding({ status, body }: AskedOnce, hasToken: boolean): readonly Finding[] {
  if (status === 404) return [ok('rate budget', 'The server limits no rates.')];
  const core = fieldIn(fieldIn(body, 'resources'), 'core');
  const [left, all, reset] = ['remaining', 'limit', 'reset'].map((name) => fieldIn(core, name));
  if (typeof left !== 'number' || typeof all !== 'number' || typeof reset !== 'number') return [];
  const until = `${new Date(reset * 1000).toISOString().slice(11, 16)} UTC`;
  const what = `${left} of ${all} requests left until ${until}.`;
  if (left >= all / 10) return [ok('rate budget', what)];
  const advice = hasToken ? 'Collection waits until then; read less often (`every`), or use a token nobody else uses.' : 'Set a token.';
  return [{ state: 'look', about: 'rate budget', what, advice }];
}

async function repositoryFindings(settings: GithubSettings, host: string, ask: Ask): Promise<readonly Finding[]> {
  const names = settings.repositories.filter((name) => !isPattern(name));
  const owners = [...new Set(settings.repositories.filter(isPattern).map((name) => name.split('/')[0] ?? ''))];
  const asked = names.slice(0, mostRepositories);
  const found: (Finding | null)[] = [];
  for (let i = 0; i < asked.length; i += atOnce)
    found.push(
      ...(await Promise.all(
        asked.slice(i, i + atOnce).map((name) => probe(settings, host, ask, `/repos/${name}`, { object: 'repository', repository: name })),
      )),
    );
  const faults = found.filter((one) => one !== null);
  const readable = asked.length - faults.length;
  const rest = names.length > asked.length ? ` ${names.length - asked.length} more were not asked for.` : '';
  const first = asked.find((_, i) => found[i] === null);
  return [
    ...(readable > 0
      ? [
          ok(
            'repositories',
            `${readable} of ${asked.length} named ${asked.length === 1 ? 'repository is' : 'repositories are'} readable.${rest}`,
          ),
        ]
      : []),
    ...faults,
    ...(await Promise.all(owners.map((owner) => ownerFinding(settings, host, ask, owner)))),
    ...(first === undefined ? [] : await objectFindings(settings, host, ask, first)),
  ];
}

/** Null = it may be read. An empty repository answers 409 for its commits. */
async function probe(settings: GithubSettings, host: string, ask: Ask, path: string, subject: Subject): Promise<Finding | null> {
  const answer = await ask(path);
  const about = subject.object === 'repository' ? `repository ${subject.repository}` : subject.object.replaceAll('_', ' ');
  if (typeof answer === 'string') return unreached(host, answer);
  return answer.status < 400 || answer.status === 409 ? null : refusal(settings, host, answer, subject, about);
}

async function ownerFinding(settings: GithubSettings, host: string, ask: Ask, owner: string): Promise<Finding> {
  const subject = { object: 'repositories', repository: owner };
  const organisation = await probe(settings, host, ask, `/orgs/${owner}/repos?per_page=1`, subject);
  const failed = organisation === null ? null : await probe(settings, host, ask, `/users/${owner}/repos?per_page=1`, subject);
  return failed ?? ok('repositories', `The repositories of ${owner} are readable.`);
}

/** A token's permissions are the same for all its repositories: one of them is asked for a row of everything that is read. */
async function objectFindings(settings: GithubSettings, host: string, ask: Ask, name: string): Promise<readonly Finding[]> {
  const optional = (object: 'deployments' | 'releases'): boolean => settings.objects?.has(object) ?? true;
  const paths: readonly (readonly [object: string, path: string])[] = [
    ...(settings.commits === 'api' ? [['commits', 'commits?per_page=1'] as const] : []),
    ['pull_requests', 'pulls?state=all&per_page=1'],
    ...(optional('deployments') ? [['deployments', 'deployments?per_page=1'] as const] : []),
    ...(optional('releases') ? [['releases', 'releases?per_page=1'] as const] : []),
    ...(settings.workflowRuns ? [['workflow_runs', 'actions/runs?per_page=1'] as const] : []),
    ...(settings.issueLabels.length > 0 ? [['issues', 'issues?state=all&per_page=1'] as const] : []),
  ];
  const found = await Promise.all(
    paths.map(([object, path]) => probe(settings, host, ask, `/repos/${name}/${path}`, { object, repository: name })),
  );
  const readable = paths.filter((_, i) => found[i] === null).map(([object]) => object.replaceAll('_', ' '));
  const said = readable.length === 0 ? [] : [ok('rights', `In ${name} the ${readable.join(', ')} are readable.`)];
  return [...said, ...found.filter((one) => one !== null), ...(await practiceFindings(settings, host, ask, name))];
}

/** What evidence of maturity rests on. Without it everything else works, so that nothing here is a fault. */
async function practiceFindings(settings: GithubSettings, host: string, ask: Ask, name: string): Promise<readonly Finding[]> {
  const paths: readonly (readonly [object: PracticeObject, path: string])[] = [
    ['checks', 'commits/HEAD/check-runs?per_page=1'],
    ['files', 'git/trees/HEAD'],
    ['environments', 'environments?per_page=1'],
    ['workflow_permissions', 'actions/permissions/workflow'],
    ['dependabot_alerts', 'dependabot/alerts?per_page=1'],
    ['code_scanning_alerts', 'code-scanning/alerts?per_page=1'],
    ['secret_scanning_alerts', 'secret-scanning/alerts?per_page=1&hide_secret=true'],
  ];
  const found = await Promise.all(
    paths.map(async ([object, path]): Promise<Finding | null> => {
      const answer = await ask(`/repos/${name}/${path}`);
      const about = object.replaceAll('_', ' ');
      if (typeof answer === 'string') return unreached(host, answer);
      if (answer.status < 400 || answer.status === 409 || answer.status === 422) return null;
      const reason = textIn(answer.body, 'message') ?? 'no reason given';
      if (isSwitchedOff(answer.status, reason)) return ok(about, `Switched off in ${name}: ${reason}`);
      const { what, advice } = refusal(settings, host, answer, { object, repository: name }, about);
      return { state: 'look', about, what, advice: `Only evidence of maturity rests on it. ${advice ?? ''}`.trim() };
    }),
  );
  const readable = paths.filter((_, i) => found[i] === null).map(([object]) => object.replaceAll('_', ' '));
  const said = readable.length === 0 ? [] : [ok('practices', `In ${name} the ${readable.join(', ')} are readable.`)];
  return [...said, ...found.filter((one) => one !== null)];
}

function fieldIn(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}

function textIn(value: unknown, name: string): string | null {
  const field = fieldIn(value, name);
  return typeof field === 'string' ? field : null;
}
