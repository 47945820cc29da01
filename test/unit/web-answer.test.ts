import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Questionnaire } from '../../src/maturity/campaign/questionnaire.ts';
import { minutesFor } from '../../src/maturity/minutes.ts';
import { findModel } from '../../src/maturity/models.ts';
import { type Changes, changed, isUnchanged, joined, noChanges, type Own, readChanges, without } from '../../web/answer-changes.ts';
import { allOf, minutesLeft, stepAt, stepsOf, whereToGoOn } from '../../web/answer-course.ts';
import { fragmentOf, isSecret, keyFor, newKey, readFragment } from '../../web/answer-key.ts';
import { answersTo, faultOf, minutesInWords, whoSees } from '../../web/answer-words.ts';
import type { WireQuestionnaire } from '../../web/api.ts';

const { dimensions } = await findModel('plumbline');
const statements = dimensions.flatMap((one) => one.statements);
const questionnaire: WireQuestionnaire = {
  campaign: { id: 'c', name: 'Spring', model: 'Plumbline', closesAt: '2026-07-01T00:00:00Z', perceptionMinimum: 5, practiceMinimum: 5 },
  team: { id: 'web', name: 'Web' },
  role: 'developer',
  consensus: false,
  submitted: false,
  invited: 8,
  minutes: minutesFor(statements),
  dimensions,
  answers: {},
  notes: {},
} satisfies Omit<Questionnaire, 'campaign'> & { campaign: object };
const ids = statements.map(({ id }) => id);
const nothing: Own = { answers: {}, notes: {} };

describe('what lets somebody in', () => {
  it('is made of 32 bytes, another every time, and stands in a fragment as it came', () => {
    const made = new Set(Array.from({ length: 50 }, newKey));
    expect(made.size).toBe(50);
    for (const key of made) {
      expect(Buffer.from(key, 'base64url')).toHaveLength(32);
      expect(readFragment(`#${key}`)).toEqual({ key: null, token: key });
      for (const at of [null, 'CID-2a', '.check', 'a&b=c']) expect(readFragment(fragmentOf(key, at))).toEqual({ key, at });
      expect(readFragment(`#key%3D${key}`)).toEqual({ key, at: null });
    }
  });

  it('is nothing where some of it is missing', () => {
    const key = newKey();
    for (const wrong of ['', '#', `#${key.slice(1)}`, `#${key}x`, '#key=', `#key=${key.slice(2)}`, '#content', '#%E0%A4%A'])
      expect(readFragment(wrong)).toBeNull();
  });

  it('is the same key for the same link, also where storage is forbidden', () => {
    const [one, other] = [keyFor('c', 'a'), keyFor('c', 'b')];
    expect(keyFor('c', 'a')).toBe(one);
    expect([isSecret(one), isSecret(other), one === other, keyFor('d', 'a') === one]).toEqual([true, true, false, false]);
  });
});

const given = fc.constantFrom(1, 2, 3, 4, 5, 'dont_know', 'not_applicable', null);
const changes = fc.record({
  answers: fc.dictionary(fc.constantFrom(...ids.slice(0, 4)), given),
  notes: fc.dictionary(fc.constantFrom('CUL', 'LRN'), fc.constantFrom('', 'one', 'two')),
}) as fc.Arbitrary<Changes>;

describe('changes', () => {
  it('are the same one after the other and joined, and what is left of them loses nothing', () => {
    fc.assert(
      fc.property(changes, changes, changes, (before, sent, meanwhile) => {
        const own = changed(nothing, before);
        const all = joined(sent, meanwhile);
        expect(changed(own, all)).toEqual(changed(changed(own, sent), meanwhile));
        // Saved is what was sent; what was changed meanwhile is still to be saved, and both together are what is seen.
        expect(changed(changed(own, sent), without(all, sent))).toEqual(changed(own, all));
        expect(isUnchanged(without(sent, sent))).toBe(true);
      }),
    );
  });

  it('come out of storage as they went in, and never what was not asked', () => {
    fc.assert(
      fc.property(changes, (some) => {
        expect(readChanges(JSON.stringify(some), questionnaire)).toEqual(some);
      }),
    );
    const strange = { answers: { [ids[0] ?? '']: 7, [ids[1] ?? '']: '3', nobody: 1 }, notes: { ZZZ: 'x', CUL: 1 } };
    for (const text of [null, '', '{', '[]', 'null', '{"answers":[]}', JSON.stringify(strange)])
      expect(readChanges(text, questionnaire)).toEqual(noChanges);
  });
});

describe('the way through', () => {
  it('has a step for every statement on a phone, for every dimension on a desk', () => {
    const [phone, desk] = [stepsOf(questionnaire, true), stepsOf(questionnaire, false)];
    expect(phone.map((step) => step.statements.map(({ id }) => id))).toEqual(ids.map((id) => [id]));
    expect(desk.map(({ dimension }) => dimension.id)).toEqual(dimensions.map(({ id }) => id));
    expect([stepAt(desk, ids[8] ?? null), stepAt(phone, null), stepAt(phone, '.check')]).toEqual([0, -1, -1]);
  });

  it('goes on after the last answer, then at what was left before it', () => {
    const answers = (...some: (string | undefined)[]): Own => ({ answers: Object.fromEntries(some.map((id) => [id ?? '', 1])), notes: {} });
    expect(whereToGoOn(questionnaire, nothing)).toBe(ids[0]);
    expect(whereToGoOn(questionnaire, answers(ids[0], ids[4]))).toBe(ids[5]);
    expect(whereToGoOn(questionnaire, answers(...ids.slice(1)))).toBe(ids[0]);
    expect(whereToGoOn(questionnaire, answers(...ids))).toBeNull();
  });

  it('takes as long as promised at first, and less with every answer', () => {
    const all = allOf(questionnaire);
    const left = all.map(({ id }) => minutesLeft(questionnaire, nothing, id));
    expect(left[0]).toBeCloseTo(questionnaire.minutes, 10);
    for (const [place, minutes] of left.entries()) {
      expect(minutes).toBeLessThan(left[place - 1] ?? Number.POSITIVE_INFINITY);
      // The same speed as the server's: 200 words a minute, and 4 seconds to choose.
      expect(minutes).toBeCloseTo(minutesFor(statements.slice(place)), 0.5);
    }
    expect(minutesLeft(questionnaire, { answers: { [ids[0] ?? '']: 'dont_know' }, notes: {} }, ids[0] ?? null)).toBeCloseTo(
      left[1] ?? 0,
      10,
    );
    expect(minutesLeft(questionnaire, nothing, '.check')).toBe(0);
  });
});

describe('words for somebody who answers', () => {
  it('give every statement as many answers as it has, each with a key of its own', () => {
    for (const statement of statements) {
      const answers = answersTo(statement);
      expect(answers).toHaveLength(2 + (statement.scale === 'options' ? statement.options.length : 5));
      expect(new Set(answers.map(({ key }) => key)).size).toBe(answers.length);
    }
  });

  it('say a smaller minimum only where there is one, and nothing of hiding where a team answers together', () => {
    const { campaign } = questionnaire;
    expect(whoSees(questionnaire).join()).not.toMatch(/exception/);
    expect(whoSees({ ...questionnaire, campaign: { ...campaign, practiceMinimum: 3 } }).join()).toMatch(/exception.* from 3 people/);
    expect(whoSees({ ...questionnaire, consensus: true }).join()).not.toMatch(/nobody/);
  });

  it('round minutes up, and name every refusal', () => {
    expect([0.4, 1, 5.2].map(minutesInWords)).toEqual(['less than a minute', 'about 1 minute', 'about 6 minutes']);
    const titles = ['planned', 'closed', 'revoked', 'used'].map(
      (reason) => faultOf({ code: 'conflict', message: '', details: { reason, opensAt: '2026-07-01T00:00:00Z' } }).title,
    );
    expect(new Set(titles).size).toBe(4);
    expect(
      faultOf({ code: 'unavailable', message: 'Is “plumbline serve” still running?', details: undefined }).sentences.join(),
    ).not.toMatch(/plumbline serve/);
  });
});
