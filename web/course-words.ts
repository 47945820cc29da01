/** The course of an incident in words. Pure. */

import type { WireIncident, WireIncidentStory } from './api.ts';
import { count } from './format.ts';

type Course = WireIncidentStory['course'];
type Timed = Pick<WireIncident, 'openedAt' | 'acknowledgedAt' | 'resolvedAt'>;
export type CourseMoment = {
  readonly name: string;
  readonly at: string | null;
  readonly tone?: 'worse' | 'better';
  readonly text?: string;
};

const courseKinds: Readonly<Record<string, string>> = {
  opened: 'Opened',
  acknowledged: 'Acknowledged',
  unacknowledged: 'No longer acknowledged',
  escalated: 'Escalated',
  assigned: 'Assigned',
  merged: 'Merged',
  resolved: 'Resolved',
  reopened: 'Reopened',
  note: 'Note written',
  change: 'Related change',
};
const courseTones: Readonly<Record<string, 'worse' | 'better'>> = { opened: 'worse', reopened: 'worse', resolved: 'better' };

/**
 * The course of an incident as moments in order: what its provider told of it, with the instants the metrics use where it tells none of
 * that kind. The same thing several times in a row stands once, with how often.
 */
export function courseMoments({ openedAt, acknowledgedAt, resolvedAt }: Timed, course: Course): readonly CourseMoment[] {
  const told = new Set(course.map(({ kind }) => kind));
  const own = [
    { kind: 'opened', at: openedAt },
    { kind: 'acknowledged', at: acknowledgedAt },
    { kind: 'resolved', at: resolvedAt },
  ].flatMap(({ kind, at }) => (at === null || told.has(kind) ? [] : [{ kind, at, text: null }]));
  const rank = (kind: string): number => (kind === 'opened' ? 0 : kind === 'resolved' ? 2 : 1);
  const all = [...course, ...own].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || rank(a.kind) - rank(b.kind));
  const moments = all.flatMap(({ kind, at, text }, index): CourseMoment[] => {
    if (text === null && index > 0 && all[index - 1]?.kind === kind && all[index - 1]?.text === null) return [];
    const after = all.slice(index).findIndex((one) => one.kind !== kind || one.text !== null);
    const times = text !== null ? 1 : after === -1 ? all.length - index : after;
    const name = `${courseKinds[kind] ?? kind}${times > 1 ? `, ${count(times)} times` : ''}`;
    const tone = courseTones[kind];
    return [{ name, at, ...(tone === undefined ? {} : { tone }), ...(text === null ? {} : { text }) }];
  });
  return resolvedAt === null ? [...moments, { name: 'Resolved', at: null, tone: 'better' }] : moments;
}
