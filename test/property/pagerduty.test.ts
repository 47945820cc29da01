import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { replay } from '../../src/collection/replay.ts';
import { receivePush } from '../../src/collection/webhook.ts';
import { normalizePagerduty } from '../../src/sources/pagerduty/normalize.ts';
import { openPagerdutyReceive } from '../../src/sources/pagerduty/webhook.ts';
import { type PagerdutyRun, pagerdutyRun, pagerSource } from '../support/pagerduty-run.ts';
import { type PagerdutyServer, pagerdutyServer, type Reply } from '../support/pagerduty-server.ts';
import { incident, logOf, person, service, type Told } from '../support/pagerduty-world.ts';

const hour = 3_600_000;
const day = 24 * hour;
const begin = Date.parse('2025-12-01T00:00:00Z');
const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** What once happened; hours after the begin, or after it was opened. */
type Story = {
  readonly opened: number;
  readonly acknowledged: number | null;
  readonly resolved: number | null;
  readonly noted: number | null;
  readonly service: 'PSHOP' | 'PDATA';
  readonly related: boolean;
  readonly priority: string | undefined;
};
/** How a run ends: at this request of its kind, by a stop or a refusal; null = at its own end. */
type Ending = { readonly nth: number; readonly of: keyof typeof kinds; readonly how: 'stop' | 'refuse' | 'cut' } | null;

const kinds = {
  any: /./,
  list: /^\/incidents$/,
  one: /^\/incidents\/[^/]+$/,
  details: /^\/incidents\/[^/]+\/./,
  log: /^\/log_entries$/,
} as const;

const hours = (most: number) => fc.integer({ min: 1, max: most });
const story: fc.Arbitrary<Story> = fc.record({
  opened: fc.integer({ min: 0, max: 80 * 24 }),
  acknowledged: fc.option(hours(40)),
  // From an hour to two months: within and far outside what is read again.
  resolved: fc.option(fc.oneof(hours(48), hours(60 * 24)), { freq: 8 }),
  noted: fc.option(hours(60 * 24), { freq: 8 }),
  service: fc.constantFrom('PSHOP', 'PDATA'),
  related: fc.boolean(),
  priority: fc.constantFrom(undefined, 'P1', 'P2'),
});
const ending: fc.Arbitrary<Ending> = fc.option(
  fc.record({
    nth: fc.integer({ min: 1, max: 8 }),
    of: fc.constantFrom('any', 'list', 'one', 'details', 'log'),
    how: fc.constantFrom('stop', 'refuse', 'cut'),
  }),
  { freq: 3 },
);
const life = fc.record({
  stories: fc.array(story, { minLength: 1, maxLength: 12 }),
  // Days between runs; a source may be down for long.
  runs: fc.array(fc.record({ after: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 })), ending }), { maxLength: 5 }),
});

/** The account as it is at an instant: nothing that is yet to come. */
function happen({ account }: PagerdutyServer, stories: readonly Story[], now: number): void {
  account.incidents = [];
  account.logEntries = [];
  account.notes.clear();
  account.changes.clear();
  for (const [i, { opened: hoursIn, service: id, ...rest }] of stories.entries()) {
    const opened = begin + hoursIn * hour;
    if (opened > now) continue;
    const name = `P${i}`;
    const past = (after: number | null): string | undefined =>
      after === null || opened + after * hour > now ? undefined : instant(opened + after * hour);
    const ended = past(rest.resolved);
    // Nobody acknowledges what is over.
    const acknowledged = rest.resolved === null || (rest.acknowledged ?? 0) < rest.resolved ? past(rest.acknowledged) : undefined;
    const told: Told = {
      opened: instant(opened),
      service: id,
      ...(rest.priority !== undefined && { priority: rest.priority }),
      ...(acknowledged !== undefined && { acknowledged }),
      ...(ended !== undefined && { resolved: ended }),
    };
    account.incidents.push(incident(name, told));
    account.logEntries.push(...logOf(name, told));
    // What is written long after the end is not looked for.
    const noted = rest.resolved === null ? rest.noted : Math.min(rest.noted ?? 0, rest.resolved) || null;
    const at = past(noted);
    if (at !== undefined) account.notes.set(name, [{ id: `N${i}`, content: `looks like #${i}`, created_at: at }]);
    if (rest.related)
      account.changes.set(name, [
        { id: `C${i}`, summary: `Deploy ${i}`, timestamp: instant(opened - hour), correlation_reason: { reason: 'intelligent' } },
      ]);
  }
}

/** What must have arrived, told by the account itself. */
function expected({ account }: PagerdutyServer): readonly string[] {
  const events = account.incidents.map(({ id, status, resolved_at, priority }) => {
    const name = (priority as { summary: string } | null)?.summary ?? '-';
    return `${id} ${status === 'resolved' ? resolved_at : 'open'} ${name}`;
  });
  const log = account.logEntries.flatMap(({ id, type, created_at }) => (type === 'notify_log_entry' ? [] : [`${id} ${created_at}`]));
  const named = new Set(account.incidents.flatMap((one) => ((one.service as { id: string }).id === 'PSHOP' ? [one.id] : [])));
  const told = (id: string): boolean => named.has(id);
  const notes = [...account.notes].flatMap(([id, rows]) => (told(id) ? rows.map((row) => `note ${row.id} ${row.created_at}`) : []));
  const changes = [...account.changes].flatMap(([id, rows]) => (told(id) ? rows.map((row) => `change ${row.id} ${row.timestamp}`) : []));
  return [...events, ...log, ...notes, ...changes].sort();
}

async function arrived({ database: { db } }: PagerdutyRun): Promise<readonly string[]> {
  const events = await db.selectFrom('incidentEvent').select(['externalId', 'resolvedAt', 'priority']).execute();
  const entries = await db.selectFrom('incidentEntry').select(['entryId', 'at']).execute();
  return [
    ...events.map(
      (one) => `${one.externalId} ${one.resolvedAt === null ? 'open' : instant(one.resolvedAt.getTime())} ${one.priority ?? '-'}`,
    ),
    ...entries.map((one) => `${one.entryId} ${instant(one.at.getTime())}`),
  ].sort();
}

/** Runs once, ended as told. */
async function runUntil(server: PagerdutyServer, pager: PagerdutyRun, now: Date, end: Ending): Promise<void> {
  const stopping = new AbortController();
  let asked = 0;
  server.fault = ({ path }, reply): Reply | null => {
    if (end === null || !kinds[end.of].test(path)) return null;
    asked += 1;
    if (asked !== end.nth) return null;
    if (end.how === 'stop') stopping.abort();
    if (end.how === 'refuse') return { status: 400, body: { error: { message: 'Not now' } } };
    return end.how === 'cut' ? { ...reply, cut: true } : null;
  };
  await pager.run({}, { now, signal: stopping.signal });
  server.fault = null;
}

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

it('whatever happens when, and wherever runs are cut short, everything arrives once', async () => {
  await fc.assert(
    fc.asyncProperty(life, async ({ stories, runs }) => {
      const server = await pagerdutyServer();
      server.account.services.push(service('PSHOP', instant(begin)), service('PDATA', instant(begin)));
      const pager = await pagerdutyRun({ url: server.url });
      opened.push(server.close, pager.database.close);
      let now = begin + 30 * day;
      for (const { after, ending: end } of runs) {
        now += after * day + hour;
        happen(server, stories, now);
        await runUntil(server, pager, new Date(now), end);
      }
      now += day;
      happen(server, stories, now);
      await runUntil(server, pager, new Date(now), null);
      const stored = await arrived(pager);
      expect(stored).toEqual(expected(server));
      const again = await pager.run({}, { now: new Date(now + 60_000) });
      expect(again).toMatchObject({ outcome: 'done', raws: 0, records: 0, rejected: 0 });
      await replay(pager.database.db, { pagerduty: normalizePagerduty });
      expect(await arrived(pager)).toEqual(stored);
      for (const close of opened.splice(0)) await close();
    }),
    { numRuns: 10, interruptAfterTimeLimit: 45_000 },
  );
}, 120_000);

it('a run that brings late news may be cut short at any request', async () => {
  const usual = { acknowledged: null, service: 'PSHOP', related: true, priority: 'P1' } as const;
  const stories: readonly Story[] = [
    // Old when it is resolved, with a note nobody has read yet.
    { ...usual, opened: 10, resolved: 40 * 24, noted: 40 * 24 - 1 },
    { ...usual, opened: 35 * 24, resolved: 24, noted: 20 },
    { ...usual, opened: 37 * 24, resolved: null, noted: 30 },
  ];
  const [first, second, third] = [36, 41, 44].map((days) => begin + days * day) as [number, number, number];
  for (let nth = 1; ; nth += 1) {
    const server = await pagerdutyServer();
    server.account.services.push(service('PSHOP', instant(begin)));
    const pager = await pagerdutyRun({ url: server.url });
    opened.push(server.close, pager.database.close);
    happen(server, stories, first);
    await runUntil(server, pager, new Date(first), null);
    happen(server, stories, second);
    const before = server.requests.length;
    await runUntil(server, pager, new Date(second), { nth, of: 'any', how: 'stop' });
    const isWhole = server.requests.length - before < nth;
    happen(server, stories, third);
    await runUntil(server, pager, new Date(third), null);
    expect({ nth, arrived: await arrived(pager) }).toEqual({ nth, arrived: expected(server) });
    for (const close of opened.splice(0)) await close();
    if (isWhole) break;
  }
}, 120_000);

type News = { readonly type: string; readonly occurredAt: number; readonly data: unknown };

/** What PagerDuty tells of the stories as they happen, the incident as it was then. */
function newsOf(stories: readonly Story[], now: number): readonly News[] {
  return stories.flatMap(({ opened: hoursIn, acknowledged, resolved, priority, ...rest }, i): News[] => {
    const start = begin + hoursIn * hour;
    const { id, title, html_url, created_at } = incident(`P${i}`, { opened: instant(start) });
    const tell = (type: string, status: string, after: number): News => ({
      type,
      occurredAt: start + after * hour,
      data: {
        ...{ id, title, html_url, created_at, type: 'incident', status, urgency: 'high', service: { id: rest.service } },
        ...{ assignees: [person(i)], priority: priority === undefined ? null : { summary: priority }, resolve_reason: null },
      },
    });
    const isAcknowledged = acknowledged !== null && (resolved === null || acknowledged < resolved);
    const told = [
      tell('incident.triggered', 'triggered', 0),
      ...(isAcknowledged ? [tell('incident.acknowledged', 'acknowledged', acknowledged)] : []),
      ...(resolved === null ? [] : [tell('incident.resolved', 'resolved', resolved)]),
      // Long after the end, too.
      ...(resolved === null ? [] : [tell('incident.priority_updated', 'resolved', resolved + 1)]),
    ];
    return told.filter(({ occurredAt }) => occurredAt <= now);
  });
}

it('events in any order, repeated, before and after what is read: in the end it is as it was read', async () => {
  const secret = 'secret of the test';
  const receive = openPagerdutyReceive({ sourceId: pagerSource, secrets: [secret] });
  const stories = fc.array(story, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(stories, fc.integer(), fc.integer({ min: 20, max: 80 }), async (told, seed, days) => {
      const server = await pagerdutyServer();
      server.account.services.push(service('PSHOP', instant(begin)), service('PDATA', instant(begin)));
      const pager = await pagerdutyRun({ url: server.url });
      opened.push(server.close, pager.database.close);
      const now = begin + days * day;
      const news = newsOf(told, now).map((one, nth) => ({ ...one, nth }));
      const order = [...news, ...news]
        .map((one, i) => ({ one, at: Math.sin(seed + i * 7.3) }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one);
      const deliver = async ({ type, occurredAt, data, nth }: (typeof news)[number]): Promise<void> => {
        const event = { id: `E${nth}`, event_type: type, occurred_at: new Date(occurredAt + 169).toISOString(), data };
        const body = Buffer.from(JSON.stringify({ event }));
        const signature = `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
        // Deliveries take time, but not days: each is taken at its own hour.
        const at = new Date(occurredAt + hour);
        const push = await receive({ headers: { 'x-pagerduty-signature': signature }, body }, at);
        const door = { sourceId: pagerSource, normalize: normalizePagerduty };
        expect(await receivePush(pager.database.db, door, push, at)).toMatchObject({ rejected: 0 });
      };
      happen(server, told, now - 5 * day);
      for (const one of order.slice(0, news.length / 2)) await deliver(one);
      await runUntil(server, pager, new Date(now - 5 * day), null);
      happen(server, told, now);
      for (const one of order.slice(news.length / 2, news.length)) await deliver(one);
      await runUntil(server, pager, new Date(now), null);
      expect(await arrived(pager)).toEqual(expected(server));
      for (const one of order.slice(news.length)) await deliver(one);
      expect(await arrived(pager)).toEqual(expected(server));
      await replay(pager.database.db, { pagerduty: normalizePagerduty });
      expect(await arrived(pager)).toEqual(expected(server));
      for (const close of opened.splice(0)) await close();
    }),
    { numRuns: 8, interruptAfterTimeLimit: 40_000 },
  );
}, 120_000);
