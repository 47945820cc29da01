/** Every number a page shows, held against phrases made of what the interface answers: in their order, nothing between them left over. */

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { presets } from '../../web/calendar.ts';

/** Texts of the pages themselves that hold a digit, each a whole text of an element. Anything else must come from an answer. */
const own: readonly (readonly [text: string, why: string])[] = [
  ...presets.map(({ name }) => [name, 'a choice of windows'] as const),
  ['95 % interval', 'head of a column'],
  ['75 % within', 'head of a column'],
  ['90 % within', 'head of a column'],
  ['A median needs at least 6 pull requests.', 'a rule of definitions.md, said where it applies'],
  ['Nothing was deducted from 100.', 'where quality begins'],
  ['Below 60: the value is provisional.', 'a rule of definitions.md, said where it applies'],
];

const isOwn = (piece: string): boolean => own.some(([text]) => text === piece);

/** Everything said within `within`, in order: texts, and labels and values that are no text. One line an element. */
const collect = `(within) => {
  const said = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) said.push(node.data.replaceAll('\\n', ' '));
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ['aria-label', 'aria-valuetext']) if (node.hasAttribute(name)) said.push('\\n', node.getAttribute(name));
    if (node.type === 'date') said.push('\\n', node.value);
    said.push('\\n');
    node.childNodes.forEach(walk);
    said.push('\\n');
  };
  walk(document.querySelector(within));
  return said.join('');
}`;

const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The text of a part of a page, a line an element, with what is the page's own left out. */
export async function saidIn(page: Page, within = 'main'): Promise<string> {
  const said = await page.evaluate(`(${collect})(${JSON.stringify(within)})`);
  const pieces = String(said).split('\n').map(spaced);
  return pieces.filter((piece) => piece !== '' && !isOwn(piece)).join('\n');
}

/** What is expected: phrases with a number in them, null where there is nothing to say. */
export type Phrases = readonly (string | null | undefined | Phrases)[];

const flat = (phrases: Phrases): readonly string[] =>
  phrases.flatMap((one) => (typeof one === 'string' ? [spaced(one)] : one == null ? [] : flat(one)));

/** Where a text first differs from what is expected: a digit no phrase explains, or a phrase that is not there. Null = nowhere. */
export function unexplained(text: string, phrases: Phrases): string | null {
  let at = 0;
  const around = (place: number): string => JSON.stringify(text.slice(Math.max(at, place - 60), place + 60));
  const strange = (until: number): number => {
    const digit = text.slice(at, until).search(/\d/);
    return digit < 0 ? -1 : at + digit;
  };
  for (const phrase of flat(phrases)) {
    if (!/\d/.test(phrase)) continue;
    const found = text.indexOf(phrase, at);
    const digit = strange(found < 0 ? text.length : found);
    if (digit >= 0) return `${around(digit)} where the answers have next ${JSON.stringify(phrase)}`;
    if (found < 0) return `nothing more, where the answers have next ${JSON.stringify(phrase)}`;
    at = found + phrase.length;
  }
  const digit = strange(text.length);
  return digit < 0 ? null : `${around(digit)} after all that the answers have`;
}

/** Beyond this a page that does not say what it must is taken to say something else, and in a run that failed already even sooner. */
const patience = 5000;
const hurry = 500;

/** Waits until a part of a page says what is expected, with everything opened that can be; what differs, else null. */
export async function difference(page: Page, within: string, phrases: Phrases, failed: boolean): Promise<string | null> {
  let found: string | null = null;
  const look = async (): Promise<string | null> => {
    // Only those of what is read: one opened elsewhere may cover what is pressed next.
    const closed = JSON.stringify(`${within} details:not([open])`);
    await page.evaluate(`document.querySelectorAll(${closed}).forEach((one) => { one.open = true; })`);
    found = (await page.locator(within).count()) === 0 ? `no ${within}` : unexplained(await saidIn(page, within), phrases);
    return found;
  };
  await expect
    .poll(look, { timeout: failed ? hurry : patience, interval: 20 })
    .toBe(null)
    .catch(() => undefined);
  return found;
}
