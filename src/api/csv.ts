/** Lists as CSV (RFC 4180), page after page until the end, safe to open in a spreadsheet. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { AppError } from '../domain/errors.ts';

/** What a route declares: the name of the file, and its columns as paths into a row of its answer, in order. */
export type CsvSheet<A = unknown> = {
  readonly name: string;
  readonly columns: readonly string[];
  /** The rows of an answer that is no page. */
  readonly rows?: (answer: A) => readonly unknown[];
};

type CsvPage = { readonly items: readonly unknown[]; readonly next: string | null; readonly total?: number | null };

/** More rows are for a database, not for a spreadsheet. */
export const mostRows = 100_000;
/** Rows asked for at once. */
const pageSize = 1_000;

function valueAt(row: unknown, path: string): unknown {
  let value = row;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null;
    value = new Map(Object.entries(value)).get(part);
  }
  return value;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(textOf).join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A cell that a spreadsheet would run as a formula is told to be text by a leading apostrophe. Numbers are none. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** One cell as it stands in the file. */
export function csvCell(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : harmless(textOf(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(',')}\r\n`;

const isPage = (answer: unknown): answer is CsvPage =>
  typeof answer === 'object' && answer !== null && 'items' in answer && Array.isArray(answer.items) && 'next' in answer;

/** Asks for a page of a list; `after` is absent for the first one. */
export type AskPage = (paging: { readonly limit: number; readonly after?: string }) => Promise<unknown>;

async function pageOf({ rows }: CsvSheet, ask: AskPage, after: string | null): Promise<CsvPage> {
  const answer = await ask({ limit: pageSize, ...(after === null ? {} : { after }) });
  const page = rows === undefined ? answer : { items: rows(answer), next: null };
  if (!isPage(page)) throw new AppError('invalid', 'format: this answer is no list; ask for it as JSON');
  return page;
}

async function* linesOf(sheet: CsvSheet, first: CsvPage, ask: AskPage): AsyncGenerator<string> {
  const { columns } = sheet;
  yield line(columns);
  let left = mostRows;
  for (let page = first; ; page = await pageOf(sheet, ask, page.next)) {
    const rows = page.items.slice(0, left);
    left -= rows.length;
    yield rows.map((row) => line(columns.map((path) => valueAt(row, path)))).join('');
    if (page.next === null || left === 0) return;
  }
}

/** All rows of an answer that is no page, as one text without the last line end. */
export function csvText<A>({ columns, rows }: CsvSheet<A>, answer: A): string {
  const lines = rows?.(answer) ?? [];
  return [line(columns), ...lines.map((row) => line(columns.map((path) => valueAt(row, path))))].join('').slice(0, -2);
}

/** The name says so when not all rows are in it. */
function fileName({ name }: CsvSheet, { total }: CsvPage, now: Date): string {
  const cut = typeof total === 'number' && total > mostRows ? `-first-${mostRows}` : '';
  return `plumbline-${name}-${now.toISOString().slice(0, 10)}${cut}.csv`;
}

const leftEarly = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** Sends the whole list. What is wrong with the question is said before anything is sent; later the connection is cut. */
export async function sendCsv(sheet: CsvSheet, ask: AskPage, now: Date, response: Response): Promise<void> {
  const first = await pageOf(sheet, ask, null);
  response.status(200).set({
    'Cache-Control': 'no-store',
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${fileName(sheet, first, now)}"`,
  });
  try {
    await pipeline(Readable.from(linesOf(sheet, first, ask)), response);
  } catch (error) {
    if (!leftEarly(error)) throw error;
  }
}
