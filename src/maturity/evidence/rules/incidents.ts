/** Rules about incidents: how they were noticed, taken, written down and learned from. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { readIncidentKey } from '../../../domain/keys.ts';
import { instant, ownedAt, texts } from '../owned.ts';
import { type Asked, DAY, either, type Judgement, MINUTE, type Row, spoken, topic } from '../topic.ts';
import { isOutOfHours } from '../working-hours.ts';

/** What the course of an incident tells. */
type Course = {
  /** `monitor`, `person`, or null where the provider does not tell. */
  readonly opener: 'monitor' | 'person' | null;
  readonly notes: number;
  /** When a review was first linked; null = never. */
  readonly reviewAt: Date | null;
  /** A label says how bad it was, as issues have them. */
  readonly graded: boolean;
};

type Known = Row & {
  readonly serviceId: string;
  readonly origin: string;
  readonly urgency: string | null;
  readonly priority: string | null;
  readonly responders: number | null;
  readonly acknowledgedAt: Date | null;
  readonly resolvedAt: Date | null;
};

export type Incident = Known & Course & { readonly repeats: boolean };

const repeatDays = 90;

/** Those that opened within the window or up to 90 days before it, once a team. */
async function readKnown(db: Db, asked: Asked): Promise<readonly Known[]> {
  const from = new Date(asked.from.getTime() - repeatDays * DAY);
  const { rows } = await sql<Omit<Known, 'origin'>>`
    select distinct on (o.team_id, f.incident_id) o.team_id, f.incident_id as key, f.service_id, f.opened_at as at, f.title, f.url, f.urgency,
      f.priority, f.responders, f.acknowledged_at, f.resolved_at
    from incident f ${ownedAt(sql`f.opened_at`, asked)}
    where f.opened_at >= ${instant(from)} and f.opened_at < ${instant(asked.to)}
    order by o.team_id, f.incident_id, f.service_id`.execute(db);
  return rows.map((row) => ({ ...row, origin: readIncidentKey(row.key)?.origin ?? '' }));
}

/** Channels by which people open an incident themselves; everything else that opens one is a machine. */
const byHand = ['website', 'web_trigger', 'mobile', 'manual', 'slack', 'note'];
/** A note that links to a review. */
const reviewLink = 'https?://\\S*(post-?mortem|retro|review|rca|learning)|(post-?mortem|retrospective|review|rca)\\M.*https?://';

const severityLabel = '^(sev|severity|priority|prio|impact|p|s)[^[:alpha:]]*[0-9]$|severity|critical|major|minor';

type CourseRow = Omit<Course, 'opener'> & { readonly channel: string | null; readonly key: string };

async function readCourses(db: Db, incidents: readonly Known[]): Promise<ReadonlyMap<string, Course>> {
  const keys = [...new Set(incidents.map(({ key }) => key))].flatMap((key) => {
    const parts = readIncidentKey(key);
    return parts === null ? [] : [{ key, ...parts }];
  });
  const { rows } = await sql<CourseRow>`
    with asked as (select * from unnest(${texts(keys.map((k) => k.key))}, ${texts(keys.map((k) => k.repositoryId))},
      ${texts(keys.map((k) => k.origin))}, ${texts(keys.map((k) => k.externalId))}) as u (key, repository_id, origin, external_id))
    select a.key, bool_or(exists (select from unnest(i.labels) as label where label ~* ${severityLabel})) as graded, min(substring(e.text from '^type: ([a-z_0-9]+)')) filter (where e.kind = 'opened') as channel,
      (count(*) filter (where e.kind = 'note'))::integer as notes,
      min(e.at) filter (where e.kind = 'note' and e.text ~* ${reviewLink}) as review_at
    from asked a join incident_event i on i.repository_id = a.repository_id and i.origin = a.origin and i.external_id = a.external_id
      left join incident_entry e on e.repository_id = a.repository_id and e.origin = a.origin and e.external_id = a.external_id
    group by a.key order by a.key`.execute(db);
  return new Map(
    rows.map(({ key, channel, ...course }) => {
      const opener = channel === null ? null : byHand.includes(channel) ? 'person' : 'monitor';
      return [key, { ...course, opener }];
    }),
  );
}

/** Titles differ by numbers, hosts' counters and the like. */
const fingerprint = ({ teamId, serviceId, title }: Known): string =>
  JSON.stringify([
    teamId,
    serviceId,
    title
      .toLowerCase()
      .replace(/[0-9a-f]*\d[0-9a-f]*/g, '#')
      .replace(/\s+/g, ' ')
      .trim(),
  ]);

/** Incidents whose service had the same alert within 90 days before. */
function repeated(known: readonly Known[]): ReadonlySet<Known> {
  const last = new Map<string, number>();
  const found = new Set<Known>();
  for (const incident of known.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const print = fingerprint(incident);
    const before = last.get(print);
    if (before !== undefined && incident.at.getTime() - before <= repeatDays * DAY) found.add(incident);
    last.set(print, incident.at.getTime());
  }
  return found;
}

const untold: Course = { opener: null, notes: 0, reviewAt: null, graded: false };

/** Incidents of the asked teams that opened within the window. */
export async function loadIncidents(db: Db, asked: Asked): Promise<readonly Incident[]> {
  const known = await readKnown(db, asked);
  const inside = known.filter(({ at }) => at >= asked.from);
  const repeats = repeated(known);
  const courses = await readCourses(db, inside);
  return inside.map((row) => ({ ...row, ...(courses.get(row.key) ?? untold), repeats: repeats.has(row) }));
}

const paged = ({ origin }: Incident): boolean => origin === 'pagerduty';
const urgent = (incident: Incident): boolean => paged(incident) && incident.urgency === 'high';
/** `P1`, `SEV-0`, `S1`, `critical`: the two highest steps of the usual scales count as one where they begin at 0. */
const serious = (incident: Incident): boolean =>
  paged(incident) && incident.priority !== null && /^(p|s|sev|severity)?[ -]?[01]\b|critical/i.test(incident.priority.trim());

const lasted = ({ at }: Incident, until: Date): number => until.getTime() - at.getTime();

/** Nobody was late for what ended by itself in that time, or is younger. */
function pickedUp(incident: Incident, { to }: Asked): Judgement | null {
  const { acknowledgedAt, resolvedAt } = incident;
  const limit = 15 * MINUTE;
  if (acknowledgedAt !== null) {
    const after = lasted(incident, acknowledgedAt);
    return { met: after <= limit, why: () => `acknowledged after ${spoken(after)}` };
  }
  return lasted(incident, resolvedAt ?? to) <= limit ? null : { met: false, why: 'not acknowledged within 15 minutes' };
}

function worthIt(incident: Incident, { to }: Asked): Judgement | null {
  const { acknowledgedAt, resolvedAt } = incident;
  if (resolvedAt === null && acknowledgedAt === null && lasted(incident, to) <= 15 * MINUTE) return null;
  if (resolvedAt !== null && lasted(incident, resolvedAt) <= 5 * MINUTE) return { met: false, why: 'over within five minutes' };
  return either(acknowledgedAt !== null, 'somebody took it', 'nobody took it');
}

/** An incident that goes on has no end to record yet, unless it was forgotten: a week is long. */
function recorded({ resolvedAt, priority, urgency, graded, at }: Incident, { to }: Asked): Judgement | null {
  if (resolvedAt === null && to.getTime() - at.getTime() < 7 * DAY) return null;
  const lacks = [
    ...(resolvedAt === null ? ['its end'] : []),
    ...(priority === null && urgency === null && !graded ? ['its severity'] : []),
  ];
  return either(lacks.length === 0, 'start, end, severity and service are known', `lacks ${lacks.join(' and ')}`);
}

function led(incident: Incident): Judgement | null {
  const { responders, notes } = incident;
  if (!serious(incident)) return null;
  if (notes === 0) return { met: false, why: 'no notes' };
  if (responders === null) return { met: null, why: 'how many people worked on it is not known' };
  return either(responders >= 2, `${responders} people and notes`, 'one person alone');
}

function reviewed(incident: Incident, { to }: Asked): Judgement | null {
  const { resolvedAt, reviewAt } = incident;
  if (!serious(incident) || resolvedAt === null) return null;
  const due = resolvedAt.getTime() + 14 * DAY;
  if (reviewAt === null && to.getTime() < due) return null;
  const met = reviewAt !== null && reviewAt.getTime() <= due;
  return either(met, 'a review is linked', reviewAt === null ? 'no link to a review' : 'the review came after 14 days');
}

function opened(incident: Incident): Judgement | null {
  if (!paged(incident)) return null;
  if (incident.opener === null) return { met: null, why: 'who opened it is not known' };
  return either(incident.opener === 'monitor', 'opened by a monitor', 'opened by a person');
}

/** Rehearsals say so in their title. */
const drill = /\b(drill|game ?day|chaos|fire ?drill|rehears(al|ed)|exercise)\b/i;

export const incidents = topic<Incident>(['pagerduty'], loadIncidents, [
  { rule: 'inc-2b', part: 'share', from: ['pagerduty', 'github'], judge: recorded },
  { rule: 'inc-3a', part: 'share', judge: (row, asked) => (urgent(row) ? pickedUp(row, asked) : null) },
  { rule: 'inc-3b', part: 'share', judge: led },
  { rule: 'inc-4a', part: 'share', judge: reviewed },
  { rule: 'inc-5a', part: 'count', judge: (row) => (paged(row) && drill.test(row.title) ? { met: true, why: 'rehearsed' } : null) },
  {
    rule: 'inc-5b',
    part: 'limit',
    judge: (row) => (paged(row) ? either(!row.repeats, 'new', 'repeats an alert of its service within 90 days') : null),
  },
  { rule: 'obs-4a', part: 'share', judge: opened },
  { rule: 'obs-4b', part: 'worth it', judge: (row, asked) => (urgent(row) ? worthIt(row, asked) : null) },
  {
    rule: 'obs-4b',
    part: 'out of hours',
    judge: (row, { zone }) => (urgent(row) ? either(isOutOfHours(row.at, zone), 'outside working hours', 'within working hours') : null),
  },
]);
