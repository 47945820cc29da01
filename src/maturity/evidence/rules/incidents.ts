/** Rules about incidents: how they were noticed, taken, written down and learned from. */

import { type Asked, DAY, either, type Judgement, MINUTE, spoken, topic } from '../topic.ts';
import { isOutOfHours } from '../working-hours.ts';
import { type Incident, loadIncidents } from './load-incidents.ts';

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
  { rule: 'plt-3b', part: 'incidents', judge: (row) => (paged(row) ? { met: true, why: 'a service claims it' } : null) },
  {
    rule: 'obs-4b',
    part: 'out of hours',
    judge: (row, { zone }) => (urgent(row) ? either(isOutOfHours(row.at, zone), 'outside working hours', 'within working hours') : null),
  },
]);
