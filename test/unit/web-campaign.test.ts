import { describe, expect, it } from 'vitest';
import { answerAddress, invitationText, minutesInWords, rateInWords, reminderText, stateInWords } from '../../web/campaign-words.ts';
import { bodyOf, emptyDraft, faultsOf, listedFaults, toggled, withModel } from '../../web/new-campaign.ts';

const now = new Date('2026-03-20T10:00:00Z');
const draft = { ...emptyDraft('2026-03-20', 'plumbline'), name: ' Spring ', teams: new Set(['pay', 'web']), together: new Set(['pay']) };

describe('a campaign as it is typed', () => {
  it('has whole days of the zone, the last one with it, also where clocks change between', () => {
    const sent = bodyOf({ ...draft, opens: '2026-03-27', closes: '2026-03-29' }, 'Europe/Berlin', now);
    expect([sent.opensAt, sent.closesAt]).toEqual(['2026-03-26T23:00:00.000Z', '2026-03-29T22:00:00.000Z']);
  });

  it('opens at once where it opens today', () => {
    expect(bodyOf(draft, 'UTC', now).opensAt).toBe('2026-03-20T10:00:00.000Z');
    expect(bodyOf({ ...draft, opens: '2026-03-21' }, 'UTC', now).opensAt).toBe('2026-03-21T00:00:00.000Z');
  });

  it('begins a day at its first instant where clocks skip midnight', () => {
    const sent = bodyOf({ ...draft, opens: '2026-03-29', closes: '2026-03-29' }, 'Asia/Beirut', now);
    expect(sent.opensAt).toBe('2026-03-28T22:00:00.000Z');
  });

  it('names dimensions only where not all are asked, and those that answer together', () => {
    expect(bodyOf(draft, 'UTC', now)).not.toHaveProperty('dimensions');
    expect(bodyOf({ ...draft, dimensions: new Set(['CID']) }, 'UTC', now)).toMatchObject({ name: 'Spring', dimensions: ['CID'] });
    expect(bodyOf(draft, 'UTC', now).teams).toEqual([
      { id: 'pay', consensus: true },
      { id: 'web', consensus: false },
    ]);
    expect(withModel({ ...draft, dimensions: new Set(['CID']) }, 'quick-check').dimensions).toBeNull();
  });

  it('is told everything that is missing at once', () => {
    expect(faultsOf(draft)).toEqual([]);
    const bare = {
      ...draft,
      name: ' ',
      teams: new Set<string>(),
      roles: new Set<never>(),
      dimensions: new Set<string>(),
      closes: '2026-03-19',
    };
    expect(faultsOf(bare)).toHaveLength(5);
    expect(faultsOf({ ...draft, statements: '' })).toEqual(['A person can be asked 5 to 120 statements.']);
    expect(faultsOf({ ...draft, statements: '34.5' })).toHaveLength(1);
    expect(faultsOf({ ...draft, closes: '' })).toEqual(['Say when it opens and when it closes.']);
  });

  it('shows what a refusal lists, whatever its shape', () => {
    expect(listedFaults(['a', { message: 'b' }, { path: ['c'] }, null])).toEqual(['a', 'b']);
    expect(listedFaults('a')).toEqual([]);
  });

  it('puts in what is not there, and takes out what is', () => {
    expect([...toggled(new Set([1, 2]), 2)]).toEqual([1]);
    expect([...toggled(new Set([1]), 2)]).toEqual([1, 2]);
  });
});

describe('words of a campaign', () => {
  const times = { opensAt: '2026-03-01T00:00:00Z', closesAt: '2026-03-15T00:00:00Z', closedAt: null };

  it('say where it stands', () => {
    expect(stateInWords({ ...times, state: 'planned' }, 'UTC')).toMatch(/^Opens .*1 Mar 2026.* closes .*15 Mar 2026/);
    expect(stateInWords({ ...times, state: 'over' }, 'UTC')).toMatch(/closes by itself/);
    expect(stateInWords({ ...times, state: 'closed', closedAt: '2026-03-10T00:00:00Z' }, 'UTC')).toMatch(/10 Mar 2026/);
  });

  it('tell a rate, or why not', () => {
    expect(rateInWords({ invited: 0, submitted: null })).toBe('nobody invited yet');
    expect(rateInWords({ invited: 3, submitted: null })).toMatch(/^not told: of 3 people/);
    expect(rateInWords({ invited: 8, submitted: 6 })).toMatch(/^6 of 8 answered \(75.%\)$/);
  });

  it('promise in what is sent what the campaign does', () => {
    const story = {
      ...{ name: 'Spring', model: { id: 'plumbline', name: 'M', version: '1' }, closesAt: times.closesAt },
      ...{ perceptionMinimum: 5, practiceMinimum: 3 },
      teams: [
        { id: 'web', name: 'Web', consensus: false, invited: 0, submitted: null, roles: [{ role: 'lead', statements: 9, minutes: 7.2 }] },
      ],
    };
    expect(invitationText(story, 'UTC')).toMatch(/about 7 minutes/);
    expect(invitationText(story, 'UTC')).toMatch(/opinions from 5 answers on, practices from 3/);
    expect(invitationText({ ...story, practiceMinimum: 5 }, 'UTC')).toMatch(/groups of 5 answers or more only/);
    expect(reminderText(story, 'UTC')).toMatch(/nobody can see who has answered/);
    expect(minutesInWords(0.2)).toBe('about 1 minute');
  });

  it('put the secret of a link where no server sees it', () => {
    expect(new URL(answerAddress('https://p.example', 'a/b', 'secret')).hash).toBe('#secret');
    expect(new URL(answerAddress('https://p.example', 'a/b', 'secret')).pathname).toBe('/answer/a%2Fb');
  });
});
