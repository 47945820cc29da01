import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireTrial } from '../../web/api.ts';
import { basisInWords, changedInWords, faultsAmong, lineAt, standingOf, trialTitle, valueInWords } from '../../web/trial-words.ts';

const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

const differences = (total: number) => ({ total, items: [] });
/** Only what a title is made of. */
const trial = (more: number, fewer: number, otherwise: number, parts: Partial<WireTrial> = {}): WireTrial =>
  ({
    known: true,
    changed: ['fold'],
    deployments: { newlyCounted: differences(more), noLongerCounted: differences(fewer) },
    incidents: { changed: differences(otherwise) },
    ...parts,
  }) as unknown as WireTrial; // the other parts of an answer have no influence on its title

describe('the title of a trial', () => {
  it.each([
    [trial(0, 0, 0), 'The same deployments and incidents count'],
    [trial(1, 0, 0), '1 more deployment counts'],
    [trial(2, 0, 0), '2 more deployments count'],
    [trial(0, 1, 0), '1 deployment no longer counts'],
    [trial(3, 1, 0), '3 more deployments count and 1 deployment no longer counts'],
    [trial(3, 2, 1), '3 more deployments count, 2 deployments no longer count and 1 incident is seen otherwise'],
    [trial(0, 0, 4), '4 incidents are seen otherwise'],
    [trial(9, 9, 9, { changed: [] }), 'These are the rules in force'],
    [trial(9, 9, 9, { known: false }), 'The service is not configured yet, so there is nothing to compare with'],
  ])('%#', (answer, title) => expect(trialTitle(answer)).toBe(title));

  it('names what was changed', () => {
    expect(changedInWords(['deployments', 'environments.production', 'colour'])).toBe(
      'Other than in force: deployment rules, words for production, colour.',
    );
  });
});

describe('a side of a metric', () => {
  const interval = { low: 0.05, high: 0.2, level: 0.95 };
  const rate = { state: 'value', value: 0.1, unit: 'share', n: 50, interval, numerator: 5, denominator: 50 } as const;
  it('has its value and what it rests on, and never 0 for what is missing', () => {
    expect(plain(`${valueInWords(rate)} | ${basisInWords(rate)}`)).toBe('10 % | 5 ÷ 50 · 95 % interval 5 % – 20 %');
    const few = {
      ...rate,
      state: 'too_little_data',
      value: null,
      interval: null,
      n: 3,
      numerator: 0,
      denominator: 3,
      needs: 'More.',
    } as const;
    expect(`${valueInWords(few)} | ${basisInWords(few)}`).toBe('Too little data | 0 ÷ 3 · More.');
    const none = { state: 'no_source', value: null, unit: 'seconds', n: 0, interval: null } as const;
    expect(`${valueInWords(none)} | ${basisInWords(none)}`).toBe('No source | n 0');
  });
  it('is told apart by what counts', () => {
    expect(standingOf('counts')).toEqual(['counts', 'Counts']);
    expect(standingOf('rollback')[0]).toBe('beside');
    expect(standingOf('not_change_related')).toEqual(['left', 'Does not count']);
  });
});

describe('faults', () => {
  it('are those of rules, or something else', () => {
    const fault = { line: 3, column: 1, path: 'fold', message: 'is no duration' };
    expect(faultsAmong([fault])).toEqual([fault]);
    for (const other of [undefined, null, [], 'text', ['yaml: is too long'], [fault, 1]]) expect(faultsAmong(other)).toBeNull();
  });
  it('lead to their lines', () => {
    expect(lineAt('a\nbc\n', 2)).toEqual({ from: 2, to: 4 });
    expect(lineAt('a', 9)).toEqual({ from: 0, to: 1 });
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ maxLength: 5 }).map((text) => text.replace(/\n/g, '')),
          { minLength: 1 },
        ),
        fc.nat({ max: 9 }),
        (lines, at) => {
          const text = lines.join('\n');
          const line = Math.min(at, lines.length - 1);
          const { from, to } = lineAt(text, line + 1);
          expect(text.slice(from, to)).toBe(lines[line]);
        },
      ),
    );
  });
});
