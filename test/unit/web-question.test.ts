import { describe, expect, it } from 'vitest';
import { addDays, calendarUnit, dateIn, datesOf, daysBetween, presetOf, presets } from '../../web/calendar.ts';
import { coverageInWords, stretches } from '../../web/coverage.ts';
import { listScope, startOfDate } from '../../web/list-window.ts';
import { apiQuery, carried, chartQuery, pageOf, paramsOf, patched, readQuestion } from '../../web/question.ts';

const read = (search: string) => readQuestion(Object.fromEntries(new URLSearchParams(search)));

describe('the address', () => {
  it('holds a question and nothing that is a default', () => {
    expect(patched('', paramsOf(readQuestion({})))).toBe('');
    const written =
      '?from=2026-01-01&to=2026-04-01&zone=Europe%2FBerlin&bucket=month&service=shop&compare=none&bots=excluded&evidence=flow-review&of=api&tab=left-out';
    expect(patched('', paramsOf(read(written)))).toBe(written);
  });

  it('ignores what it does not understand', () => {
    expect(readQuestion({ bucket: 'fortnight', evidence: 'velocity', compare: 'maybe', tab: 'third' })).toEqual(readQuestion({}));
  });

  it('changes what is asked of it and keeps the rest, also what it does not know', () => {
    expect(patched('?q=pay&sort=opened&team=web', paramsOf({ team: null, service: 'shop' }))).toBe('?q=pay&sort=opened&service=shop');
    expect(patched('?q=pay', { q: '' })).toBe('');
  });

  it('carries the window from page to page, not what was open or filtered there', () => {
    const question = read('?from=2026-01-01&to=2026-04-01&compare=none&service=shop&evidence=change-fail-rate&of=api');
    expect(carried(question)).toBe('?from=2026-01-01&to=2026-04-01&compare=none');
    expect(pageOf('deployments', 'shop:github:acme/shop#1', readQuestion({}))).toBe('/deployments/shop%3Agithub%3Aacme%2Fshop%231');
  });

  it('asks for one service or one team, never both, and never for what is only on screen', () => {
    const question = readQuestion({ service: 'shop', team: 'web', evidence: 'change-lead-time' });
    expect(chartQuery(question)).toBe('?service=shop&compare=previous&trend=true');
    expect(chartQuery({ ...question, bucket: 'month' })).toBe('?service=shop&bucket=month&compare=previous&trend=true&series=true');
    expect(apiQuery(readQuestion({ team: 'web', compare: 'none', bots: 'excluded' }))).toBe('?team=web&bots=excluded');
  });
});

describe('the window of a list', () => {
  it('is the one chosen in the zone, else the last 90 days', () => {
    const now = new Date('2026-11-23T06:00:00Z');
    expect(listScope(readQuestion({}), 'UTC', now)?.window).toEqual({ from: '2026-08-25T00:00:00.000Z', to: '2026-11-23T00:00:00.000Z' });
    const berlin = listScope(readQuestion({ from: '2026-03-29', to: '2026-03-30' }), 'Europe/Berlin', now);
    expect(berlin?.window).toEqual({ from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' });
  });

  it('begins a day where its midnight is, or where a clock change skips it', () => {
    expect(startOfDate('2026-11-23', 'Pacific/Kiritimati').toISOString()).toBe('2026-11-22T10:00:00.000Z');
    expect(startOfDate('2026-09-06', 'America/Santiago').toISOString()).toBe('2026-09-06T04:00:00.000Z');
    expect(startOfDate('2026-06-01', 'Asia/Kathmandu').toISOString()).toBe('2026-05-31T18:15:00.000Z');
  });
});

describe('windows to pick from', () => {
  it('are whole days before today, or calendar quarters', () => {
    expect(datesOf('30', '2026-03-01')).toEqual({ from: '2026-01-30', to: '2026-03-01' });
    expect(datesOf('this-quarter', '2026-11-23')).toEqual({ from: '2026-10-01', to: '2027-01-01' });
    expect(datesOf('last-quarter', '2026-02-10')).toEqual({ from: '2025-10-01', to: '2026-01-01' });
  });

  it('are recognised by their dates', () => {
    for (const { id } of presets) expect(presetOf(datesOf(id, '2026-11-23'), '2026-11-23')).toBe(id);
    expect(presetOf({ from: '2026-08-25', to: '2026-11-22' }, '2026-11-23')).toBeNull();
  });

  it('know the units of the calendar', () => {
    expect(calendarUnit({ from: '2026-01-01', to: '2026-04-01' })).toBe('quarter');
    expect(calendarUnit({ from: '2026-12-01', to: '2027-01-01' })).toBe('month');
    expect(calendarUnit({ from: '2026-03-02', to: '2026-03-09' })).toBe('week');
    expect(calendarUnit({ from: '2026-03-03', to: '2026-03-10' })).toBeNull();
    expect(calendarUnit({ from: '2026-02-01', to: '2026-04-01' })).toBeNull();
  });

  it('reckon dates in a zone and across its clock changes', () => {
    expect(dateIn('Pacific/Kiritimati', new Date('2026-11-22T12:00:00Z'))).toBe('2026-11-23');
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(daysBetween({ from: '2026-10-20', to: '2026-11-03' })).toBe(14);
  });
});

describe('coverage', () => {
  const row = {
    repositoryId: 'github:acme~shop',
    repository: 'acme/shop',
    reading: null,
    askedAt: null,
    object: 'commits',
    days: { fetched: 2, empty: 3, failed: 1 },
    runs: [
      { from: '2026-01-03', until: '2026-01-04', state: 'fetched' },
      { from: '2026-01-05', until: '2026-01-07', state: 'empty' },
      { from: '2026-01-08', until: '2026-01-08', state: 'failed' },
    ],
  } as const;
  const range = { from: '2026-01-01', until: '2026-01-10' };

  it('lies where its days lie, both ends inclusive', () => {
    expect(stretches(row, range)).toEqual([
      { start: 2, length: 2, state: 'fetched' },
      { start: 4, length: 3, state: 'empty' },
      { start: 7, length: 1, state: 'failed' },
    ]);
  });

  it('is said in words that add up', () => {
    expect(coverageInWords(row, range)).toBe('6 of 10 days asked: 2 with news, 3 with nothing new, 1 failed; 4 never asked');
  });
});
