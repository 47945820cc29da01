import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell } from '../../src/api/csv.ts';
import { parseCsv } from '../support/csv.ts';

describe('a cell', () => {
  it.each([
    [null, ''],
    [undefined, ''],
    [0, '0'],
    [-2.5, '-2.5'],
    [true, 'true'],
    [new Date('2026-03-04T05:06:07.089Z'), '2026-03-04T05:06:07.089Z'],
    [['eu', 'us'], 'eu us'],
    ['plain', 'plain'],
    ['a, b', '"a, b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+49 30', "'+49 30"],
    ['-2.5', "'-2.5"],
    ['@here', "'@here"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    [['=1', 'b'], "'=1 b"],
  ])('%j stands as %j', (value, text) => {
    expect(csvCell(value)).toBe(text);
  });

  it('reads back as what it was, and begins with nothing a spreadsheet would run', () => {
    const hostile = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', "'", ' ', 'a', 'ü', '😀', '؜') });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 5 }), (texts) => {
        const [row = []] = parseCsv(`${texts.map(csvCell).join(',')}\r\n`);
        expect(row).toHaveLength(texts.length);
        row.forEach((cell, index) => {
          expect(cell).not.toMatch(/^[=+\-@\t\r]/);
          expect([texts[index], `'${texts[index]}`]).toContain(cell);
        });
      }),
    );
  });
});
