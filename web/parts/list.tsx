import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ask, type NoAnswer, type Page } from '../api.ts';
import { useAsk } from '../ask.ts';
import { count } from '../format.ts';
import type { Asking } from '../navigate.ts';
import { patched } from '../question.ts';
import { useSettings } from '../settings.ts';
import { type Column, DataTable } from './data-table.tsx';
import { Fresh } from './fresh.tsx';
import { Icon } from './icon.tsx';
import { Problem } from './states.tsx';

type Given<Row> = {
  readonly asking: Asking;
  readonly label: string;
  /** Below /api/v1, with its own parameters; filter and order come from the address. */
  readonly path: string;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** How the server orders without being asked. */
  readonly usual: { readonly by: string; readonly down: boolean };
  /** What is said when nothing fits; with a way on. */
  readonly empty: ComponentChildren;
  /** More filters, beside the search. */
  readonly filters?: ComponentChildren;
  /** What a text is searched in: "title or version". */
  readonly searched: string;
  /** Between the filters and the rows. */
  readonly above?: ComponentChildren;
  /** Grows when the page itself changed what is listed: then it is read anew from its beginning. */
  readonly round?: number;
};

const rowsAtOnce = 50;

/** A list of the server's: filtered, ordered and read page by page there; its state stands in the address. */
export function List<Row>({ asking, label, path, columns, keyOf, usual, empty, filters, searched, above, round = 0 }: Given<Row>) {
  const { query, put } = asking;
  const order = { by: query.sort ?? usual.by, down: query.order === undefined ? usual.down : query.order === 'desc' };
  const sorted = { q: query.q ?? null, sort: query.sort ?? null, order: query.order ?? null };
  const zone = useSettings().data?.zone ?? 'UTC';
  const [base = '', search = ''] = path.split('?');
  const address = `${base}${patched(search, sorted)}`;
  const { rows, total, more, error, again, anew, loading } = usePages<Row>(address, keyOf);
  useEffect(() => {
    if (round > 0) anew();
  }, [round]);
  return (
    <section class="list" aria-label={label}>
      <div class="filters">
        <Search value={query.q ?? ''} searched={searched} put={(q) => put({ q })} />
        {filters}
        <Fresh zone={asking.question.zone ?? zone} show={again} />
        <p class="quiet counted" role="status">
          {loading && rows.length === 0 ? 'Reading …' : total === null ? `${count(rows.length)} shown` : `${count(total)} in all`}
        </p>
        <a class="button quiet-button" href={`/api/v1${base}${patched(search, { ...sorted, format: 'csv' })}`} download>
          <Icon name="download" />
          CSV
        </a>
      </div>
      {above}
      {error && <Problem error={error} again={again} kept={rows.length > 0} />}
      {rows.length === 0 && !loading && !error && <div class="notice">{empty}</div>}
      {rows.length > 0 && (
        <DataTable
          label={label}
          columns={columns}
          rows={rows}
          keyOf={keyOf}
          order={order}
          onOrder={({ by, down }) => put({ sort: by, order: down ? 'desc' : 'asc' })}
          busy={loading}
        />
      )}
      {more !== null && (
        <button type="button" class="button" onClick={more} disabled={loading}>
          {loading ? 'Reading …' : total === null ? 'More' : `More (${count(total - rows.length)})`}
        </button>
      )}
    </section>
  );
}

/** Text that narrows a list. It goes to the address once the typing pauses. */
export function Search({
  value,
  searched,
  put,
}: {
  readonly value: string;
  readonly searched: string;
  readonly put: (text: string | null) => void;
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const pause = setTimeout(() => put(text === '' ? null : text), 250);
    return () => clearTimeout(pause);
  }, [text, value]);
  return (
    <label class="search">
      <Icon name="search" />
      <span class="unseen">Search {searched}</span>
      <input type="search" value={text} placeholder={searched} onInput={({ currentTarget }) => setText(currentTarget.value)} />
    </label>
  );
}

type Counted<Row> = Page<Row> & { readonly total?: number | null };

type Pages<Row> = {
  readonly rows: readonly Row[];
  /** How many fit the filter; null = not told. */
  readonly total: number | null;
  readonly more: (() => void) | null;
  readonly error: NoAnswer | null;
  readonly again: () => void;
  /** Reads from the first page on. */
  readonly anew: () => void;
  readonly loading: boolean;
};

type Read<Row> = { readonly address: string; readonly rows: readonly Row[]; readonly next: string | null; readonly total: number | null };

/** Pages one after the other; another address begins anew, and what was read stays until it has answered. */
export function usePages<Row>(address: string, keyOf: (row: Row) => string, limit = rowsAtOnce): Pages<Row> {
  const [after, setAfter] = useState<{ readonly address: string; readonly cursor: string } | null>(null);
  const [read, setRead] = useState<Read<Row>>({ address: '', rows: [], next: null, total: null });
  const cursor = after?.address === address ? after.cursor : null;
  const [base = '', search = ''] = address.split('?');
  const page = useAsk(`${base}${patched(search, { limit: String(limit), after: cursor })}`, ask<Counted<Row>>);
  const { data, fresh } = page;
  useEffect(() => {
    if (!data || !fresh) return;
    setRead((before) => {
      const kept = cursor === null || before.address !== address ? [] : before.rows;
      const known = new Set(kept.map(keyOf));
      const rows = [...kept, ...data.items.filter((row) => !known.has(keyOf(row)))];
      return { address, rows, next: data.next, total: data.total ?? before.total };
    });
  }, [data, fresh]);
  const { next } = read;
  return {
    rows: read.rows,
    total: read.total,
    more: next === null || read.address !== address ? null : () => setAfter({ address, cursor: next }),
    error: page.error,
    again: page.again,
    anew: () => {
      setAfter(null);
      page.again();
    },
    loading: page.loading || (read.address !== address && page.error === null),
  };
}
