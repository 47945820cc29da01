/** Incidents with what their course tells. */

import { sql } from 'kysely';
import type { Db } from '../../../database/open.ts';
import { readIncidentKey } from '../../../domain/keys.ts';
import { instant, ownedAt, texts } from '../owned.ts';
import { type Asked, DAY, type Row } from '../topic.ts';

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
