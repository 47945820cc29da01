/** The first step of reading: YAML text as a document, its own faults listed. */

import { type Document, type LineCounter, parseDocument } from 'yaml';

/** What is said of text that no reader could follow to its ground. */
export const tooDeep = 'is nested too deeply to be read';

/** Null = nested so deeply that the reader ran out of room. `lines` learns where the lines of the text begin. */
export function documentOf(text: string, lines: LineCounter): Document.Parsed | null {
  // Not left to the parser: it overlooks line ends in what it cannot read.
  lines.lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  try {
    return parseDocument(text, { prettyErrors: false, stringKeys: true });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
