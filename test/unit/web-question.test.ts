import { describe, expect, it } from 'vitest';
import { addDays, calendarUnit, dateIn, datesOf, daysBetween, presetOf, presets } from '../../web/calendar.ts';
import { coverageInWords, stretches } from '../../web/coverage.ts';
import { apiQuery, readQuestion, writeQuestion } from '../../web/question.ts';

describe('the address', () => {
  it('holds a question and nothing that is a default', () => {
    expect(writeQuestion(readQuestion({}))).toBe('');
    const written = '?from=2026-01-01&to=2026-04-01&zone=Europe%2FBerlin&service=shop&evidence=change-fail-rate&bucket=month&compare=none';
    expect(writeQuestion(readQuestion(Object.fromEntries(new URLSearchParams(written))))).toBe(written);
  });

  it('ignores what it does not understand', () => {
    expect(readQuestion({ bucket: 'fortnight', evidence: 'velocity', compare: 'maybe' })).toEqual(readQuestion({}));
  });

  it('asks for one service or one team, never both, and never for what is only on screen', () => {
    const question = readQuestion({ service: 'shop', team: 'web', evidence: 'change-lead-time' });
    expect(apiQuery(question, { series: 'true' })).toBe('?service=shop&bucket=week&compare=previous&series=true');
    expect(apiQuery(readQuestion({ team: 'web', compare: 'none' }))).toBe('?team=web&bucket=week&compare=none');
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
    expect(coverageInWords(row, range)).toBe('6 of 10 days asked: 2 with news, 3 empty, 1 failed; 4 never asked');
  });
});
