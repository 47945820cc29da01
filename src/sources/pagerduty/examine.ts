/** Examines a PagerDuty source: is it there, what may the token read, and are the services that rules name really there. */

import { type AskedOnce, askOnce, clockFinding, unreached } from '../ask-once.ts';
import type { Examine, Finding } from '../source.ts';
import type { PagerdutySettings } from './settings.ts';

type Ask = (path: string) => Promise<AskedOnce | string>;

/** No more services than this are asked for one by one. */
const mostServices = 50;

const ok = (about: string, what: string): Finding => ({ state: 'ok', about, what, advice: null });
const fault = (about: string, what: string, advice: string): Finding => ({ state: 'fault', about, what, advice });

export async function examinePagerduty(settings: PagerdutySettings, world: Parameters<Examine>[0]): Promise<readonly Finding[]> {
  const base = settings.url.replace(/\/+$/, '');
  const { host } = new URL(base);
  const authorization: Record<string, string> = settings.token === null ? {} : { authorization: `Token token=${settings.token}` };
  const ask: Ask = (path) => askOnce(`${base}${path}`, { accept: 'application/vnd.pagerduty+json;version=2', ...authorization }, world);
  const services = await ask('/services?limit=1');
  if (typeof services === 'string') return [unreached(host, services)];
  const clock = clockFinding(host, services.ahead);
  const refused = refusal(settings, host, services, 'services');
  const general = [refused ?? ok('token', `${host} takes the token.`), ...(clock === null ? [] : [clock])];
  if (refused !== null) return general;
  return [
    ...general,
    ...budgetFinding(services),
    ...(await listFindings(settings, host, ask)),
    ...(await serviceFindings(settings, host, ask)),
  ];
}

/** Null = it was answered. */
function refusal({ sourceId, token }: PagerdutySettings, host: string, { status }: AskedOnce, what: string): Finding | null {
  if (status < 400) return null;
  const about = what === 'services' ? 'token' : what;
  if (status === 401)
    return token === null
      ? fault('token', `${host} asks for a token, and source "${sourceId}" has none.`, 'Set `token` of the source to a variable.')
      : fault(
          'token',
          `${host} refused the token of source "${sourceId}".`,
          'It may be mistyped or revoked: make a read-only API key and set it.',
        );
  if (status === 403)
    return fault(
      about,
      `The token of source "${sourceId}" may not read ${what}.`,
      'Use an API key of the whole account with read access, not one of a user without these rights.',
    );
  if (status === 429)
    return { state: 'look', about, what: `The rate limit of ${host} is used up.`, advice: 'Wait a minute, then run the doctor again.' };
  if (status >= 500) return unreached(host, `status ${status}`);
  return fault(about, `${host} refused to list ${what} (${status}).`, 'Check `url` of the source: accounts in the EU have another one.');
}

/** PagerDuty counts by the minute and says so in headers, where it says anything. */
function budgetFinding({ headers }: AskedOnce): readonly Finding[] {
  const [left, all] = [Number(headers['ratelimit-remaining']), Number(headers['ratelimit-limit'])];
  if (!(all > 0) || !(left >= 0)) return [];
  const what = `${left} of ${all} requests left in this minute.`;
  if (left >= all / 10) return [ok('rate budget', what)];
  return [{ state: 'look', about: 'rate budget', what, advice: 'Others use the same key: give Plumbline one of its own.' }];
}

async function listFindings(settings: PagerdutySettings, host: string, ask: Ask): Promise<readonly Finding[]> {
  const lists = [
    ['incidents', '/incidents?limit=1'],
    ['log entries', '/log_entries?limit=1'],
  ] as const;
  const found = await Promise.all(
    lists.map(async ([what, path]) => {
      const answer = await ask(path);
      return typeof answer === 'string' ? unreached(host, answer) : refusal(settings, host, answer, what);
    }),
  );
  const readable = lists.filter((_, i) => found[i] === null).map(([what]) => what);
  const said = readable.length === 0 ? [] : [ok('rights', `Its services, ${readable.join(' and ')} are readable.`)];
  return [...said, ...found.filter((one) => one !== null)];
}

async function serviceFindings(settings: PagerdutySettings, host: string, ask: Ask): Promise<readonly Finding[]> {
  const asked = [...settings.services].sort().slice(0, mostServices);
  const found = await Promise.all(
    asked.map(async (id): Promise<Finding | null> => {
      const answer = await ask(`/services/${encodeURIComponent(id)}`);
      if (typeof answer === 'string') return unreached(host, answer);
      if (answer.status !== 404) return refusal(settings, host, answer, `service ${id}`);
      const advice = 'Rules name services by their id, such as PABC123: it stands at the end of the service’s address at PagerDuty.';
      return {
        state: 'look',
        about: `service ${id}`,
        what: `PagerDuty knows no service "${id}": a rule that names it takes nothing from here.`,
        advice,
      };
    }),
  );
  const there = found.filter((one) => one === null).length;
  const said = there === 0 ? [] : [ok('services', `${there} of ${asked.length} services that rules name are there.`)];
  return [...said, ...found.filter((one) => one !== null)];
}
