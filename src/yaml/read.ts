/** YAML text as a value whose places are known, or the faults that keep it from being one. Pure. */

import { type Document, LineCounter, visit } from 'yaml';
import { documentOf, tooDeep } from './document.ts';
import type { LocatedFault } from './faults.ts';

export type ReadText = { readonly document: Document.Parsed; readonly lines: LineCounter; readonly value: unknown };

/** A fault of the text as a whole. */
export const atTop = (message: string): LocatedFault => ({ line: 1, column: 1, path: '', message });

/** Following one looks through the whole text: this many are still quick, and more than anybody writes. */
const mostAliases = 1_000;

function followed(document: Document.Parsed): unknown {
  let aliases = 0;
  visit(document, { Alias: () => (++aliases > mostAliases ? visit.BREAK : undefined) });
  if (aliases > mostAliases) throw new Error(`there are more than ${mostAliases}`);
  return document.toJS();
}

/** One document is wanted; aliases are followed, as far as they do not multiply. */
export function readYaml(text: string): ReadText | { readonly faults: readonly LocatedFault[] } {
  const lines = new LineCounter();
  const document = documentOf(text, lines);
  if (document === null) return { faults: [atTop(tooDeep)] };
  if (document.errors.length > 0)
    return {
      faults: document.errors.map((error) => {
        const { line, col } = lines.linePos(error.pos[0]);
        const message = error.code === 'MULTIPLE_DOCS' ? 'there must be one document: remove the line ---' : error.message;
        return { line, column: col, path: '', message };
      }),
    };
  try {
    return { document, lines, value: followed(document) };
  } catch (error) {
    if (error instanceof RangeError) return { faults: [atTop(tooDeep)] };
    return { faults: [atTop(`an alias (*name) cannot be followed: ${error instanceof Error ? error.message : String(error)}`)] };
  }
}
