/** Faults of a configuration file, each with its place; all of them are shown at once. */

import { isMap, isPair, isScalar, type LineCounter, type Document as YamlDocument } from 'yaml';

export type Path = readonly (string | number)[];
export type Fault = { readonly path: Path; readonly message: string; readonly key?: string };

/** `services[0].fold`. */
export const textOfPath = (path: Path): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${part}`)).join('');

/** Where a path begins in the text; a path that is not there is placed at its nearest parent. */
export function offsetAt(document: YamlDocument, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    // Every node of a parsed document carries its range; the library types `getIn` as unknown.
    const range = typeof node === 'object' && node !== null && 'range' in node ? (node.range as readonly number[] | undefined) : undefined;
    if (range?.[0] !== undefined) return range[0];
  }
  return 0;
}

function offsetOf(document: YamlDocument, fault: Fault): number {
  if (fault.key !== undefined) {
    const parent = fault.path.length === 0 ? document.contents : document.getIn(fault.path, true);
    const pair = isMap(parent)
      ? parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === fault.key)
      : undefined;
    if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  return offsetAt(document, fault.path);
}

/** A fault with its place in the text, from 1. */
export type LocatedFault = { readonly line: number; readonly column: number; readonly path: string; readonly message: string };

/** In the order of the text, each once. */
export function locatedFaults(document: YamlDocument, lines: LineCounter, faults: readonly Fault[]): readonly LocatedFault[] {
  const placed = faults.map((fault) => {
    const { line, col } = lines.linePos(offsetOf(document, fault));
    return { line, column: col, path: textOfPath(fault.path), message: fault.message };
  });
  placed.sort((a, b) => a.line - b.line || a.column - b.column);
  return [...new Map(placed.map((fault) => [JSON.stringify(fault), fault])).values()];
}

/** `file:line:column path: what is wrong`. */
export const textOfFault = (file: string, { line, column, path, message }: LocatedFault): string =>
  `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;

/** One line a fault, in the order of the file, each once. */
export function describeFaults(file: string, document: YamlDocument, lines: LineCounter, faults: readonly Fault[]): readonly string[] {
  return locatedFaults(document, lines, faults).map((fault) => textOfFault(file, fault));
}
