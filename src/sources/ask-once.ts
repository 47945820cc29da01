/** One request for an examination: no repetition, a short wait, and what the answer says of the provider's clock. */

import type { Finding } from './source.ts';

export type AskedOnce = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Null where it is no JSON. */
  readonly body: unknown;
  /** Milliseconds our clock is ahead of the provider's, as exact as its `Date` (a second); null = it told none. */
  readonly ahead: number | null;
};

type World = { readonly now: () => Date; readonly signal: AbortSignal };

/** Milliseconds a provider may take to answer an examination. */
const patience = 10_000;

/** Answers what came back, or in words why nothing did. */
export async function askOnce(address: string, headers: Readonly<Record<string, string>>, world: World): Promise<AskedOnce | string> {
  const before = world.now().getTime();
  try {
    const signal = AbortSignal.any([world.signal, AbortSignal.timeout(patience)]);
    const response = await fetch(address, { headers: { 'user-agent': 'plumbline', ...headers }, signal });
    const after = world.now().getTime();
    const text = await response.text();
    const date = Date.parse(response.headers.get('date') ?? '');
    const ahead = Number.isNaN(date) ? null : (before + after) / 2 - (date + 500);
    return { status: response.status, headers: Object.fromEntries(response.headers), body: parsed(text), ahead };
  } catch (error) {
    world.signal.throwIfAborted();
    return reasonOf(error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `fetch` keeps the reason in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${patience / 1000} s`;
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  // Without a cause nothing was sent, and the message may repeat the headers: the token is among them.
  return error instanceof TypeError
    ? 'the request cannot be sent: look for characters in the token that do not belong there'
    : error.message;
}

export const unreached = (host: string, reason: string): Finding => ({
  state: 'fault',
  about: host,
  what: `${host} cannot be reached (${reason}).`,
  advice: 'Check the address, the network and the proxy; collection goes on by itself when it is back.',
});

/** Milliseconds by which clocks may differ without anybody minding. */
export const tolerated = 60_000;

/** Says how our clock stands to another; null where nothing is known of the other. */
export function clockFinding(other: string, ahead: number | null): Finding | null {
  if (ahead === null) return null;
  const seconds = Math.round(Math.abs(ahead) / 1000);
  if (Math.abs(ahead) <= tolerated) {
    const what = seconds <= 1 ? `This clock and that of ${other} agree.` : `This clock and that of ${other} differ by ${seconds} s.`;
    return { state: 'ok', about: 'clock', what, advice: null };
  }
  return {
    state: 'look',
    about: 'clock',
    what: `This clock is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} that of ${other}.`,
    advice: 'Let the machine set its clock by NTP: durations across the two, webhooks and days of coverage depend on it.',
  };
}
