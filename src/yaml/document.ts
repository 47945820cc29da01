/** The first step of reading: YAML text as a document, its own faults listed. */

import { type Document, type LineCounter, parseDocument } from 'yaml';

/** What is said of text that no reader could follow to its ground. */
export const tooDeep = 'is nested too deeply to be read';

/** Null = nested so deeply that the reader ran out of room. */
export function documentOf(text: string, lines: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
