import { useState } from 'preact/hooks';
import { ask, type CoveragePage, type CoverageRow } from '../api.ts';
import { useAsk } from '../ask.ts';
import { type DayState, lengthOf, objectName, type Range, readingInWords } from '../coverage.ts';
import { count, day, moment, some } from '../format.ts';
import { patched } from '../question.ts';
import { CoverageMap } from './coverage-map.tsx';
import { type Column, DataTable } from './data-table.tsx';
import { Icon } from './icon.tsx';
import { Search } from './list.tsx';
import { Problem } from './states.tsx';

/** Rows at first, and with every "More"; the interface gives 500 at a time, and more than that nobody reads. */
const step = 24;
const most = 500;
/** Fewer rows need no filter. */
const few = 8;

type Given = { readonly sourceId: string; readonly read: string | null; readonly zone: string };

// The newest success is part of the key alone, so that the map is read again after each.
const read = (key: string, signal: AbortSignal): Promise<CoveragePage> => ask<CoveragePage>(key.split('#')[0] ?? key, signal);

/** For each repository and kind of record: which days of the last year were asked for, what came, and how far the list is read. */
export function Coverage({ sourceId, read: newest, zone }: Given) {
  const [q, setQ] = useState('');
  const [failed, setFailed] = useState(false);
  const [rows, setRows] = useState(step);
  const [table, setTable] = useState(false);
  const path = `/sources/${encodeURIComponent(sourceId)}/coverage`;
  const filter = patched('', { q, failed: failed ? 'true' : null });
  const { data, error, again, loading } = useAsk(`${path}${patched(filter, { limit: String(rows) })}#${newest}`, read);
  if (error && data === null) return <Problem error={error} again={again} kept={false} />;
  if (data === null) return <p class="quiet coverage-waiting">Reading what was asked …</p>;
  const filtered = q !== '' || failed;
  const total = data.total ?? data.items.length;
  if (total === 0 && !filtered) return <p class="quiet">Nothing was asked of this source yet.</p>;
  const left = total - data.items.length;
  return (
    <section class="coverage" aria-label={`Days asked of ${sourceId}`}>
      <header>
        <h3>Days asked for</h3>
        <p class="quiet small">
          {day(new Date(`${data.from}T00:00:00Z`), 'UTC')} – {day(new Date(`${data.until}T00:00:00Z`), 'UTC')}, days of UTC
        </p>
        <div class="tools">
          <button type="button" class="button quiet-button" aria-pressed={table} onClick={() => setTable(!table)}>
            Table
          </button>
          <a class="button quiet-button" href={`/api/v1${path}${patched(filter, { format: 'csv' })}`} download>
            <Icon name="download" />
            CSV
          </a>
        </div>
      </header>
      {(total > few || filtered) && (
        <div class="filters">
          <Search value={q} searched="repository or kind" put={(text) => setQ(text ?? '')} />
          <label class="check">
            <input type="checkbox" checked={failed} onChange={({ currentTarget }) => setFailed(currentTarget.checked)} />
            <span>Only with failed days</span>
          </label>
          <p class="quiet counted" role="status">
            {left > 0 ? `${count(data.items.length)} of ${some(total, 'list')}` : some(total, 'list')}
          </p>
        </div>
      )}
      {error && <Problem error={error} again={again} kept={true} />}
      {data.items.length === 0 ? (
        <p class="quiet">Nothing fits. {failed && 'No day failed.'}</p>
      ) : table ? (
        <CoverageTable rows={data.items} range={data} zone={zone} busy={loading} label={`Days asked of ${sourceId}, as a table`} />
      ) : (
        <>
          <Key />
          <CoverageMap rows={data.items} range={data} zone={zone} />
        </>
      )}
      {left > 0 && rows < most && (
        <button type="button" class="button more" onClick={() => setRows(Math.min(most, rows + 4 * step))} disabled={loading}>
          {loading ? 'Reading …' : `More (${count(left)})`}
        </button>
      )}
      {left > 0 && rows >= most && <p class="quiet small">{count(left)} more: search for a repository, or take the CSV.</p>}
    </section>
  );
}

const columnsIn = (range: Range, zone: string): readonly Column<CoverageRow>[] => [
  { id: 'repository', name: 'Repository', cell: ({ repository }) => <bdi>{repository}</bdi> },
  { id: 'object', name: 'Kind', cell: ({ object }) => objectName(object) },
  { id: 'fetched', name: 'Days with news', number: true, cell: ({ days }) => count(days.fetched) },
  { id: 'empty', name: 'Nothing new', number: true, cell: ({ days }) => count(days.empty) },
  { id: 'failed', name: 'Failed', number: true, cell: ({ days }) => count(days.failed) },
  {
    id: 'never',
    name: 'Never asked',
    number: true,
    cell: ({ days }) => count(lengthOf(range) - days.fetched - days.empty - days.failed),
  },
  { id: 'reading', name: 'Read', cell: (row) => readingInWords(row, zone) },
  { id: 'asked', name: 'Last answer', cell: ({ askedAt }) => (askedAt === null ? 'none yet' : moment(new Date(askedAt), zone)) },
];

type TableGiven = {
  readonly rows: readonly CoverageRow[];
  readonly range: Range;
  readonly zone: string;
  readonly busy: boolean;
  readonly label: string;
};

function CoverageTable({ rows, range, zone, busy, label }: TableGiven) {
  const keyOf = ({ repositoryId, object }: CoverageRow): string => `${repositoryId} ${object}`;
  return <DataTable label={label} columns={columnsIn(range, zone)} rows={rows} keyOf={keyOf} busy={busy} />;
}

const key: readonly (readonly [DayState, string])[] = [
  ['fetched', 'with news'],
  ['empty', 'asked, nothing new'],
  ['failed', 'failed'],
  ['never', 'never asked'],
];

function Key() {
  return (
    <p class="key quiet" aria-hidden="true">
      {key.map(([state, said]) => (
        <span key={state}>
          <svg class="days" viewBox="0 0 16 8" width="16" height="8" aria-hidden="true">
            <rect class={state} y={state === 'failed' ? 0 : 1} width="16" height={state === 'failed' ? 8 : 6} />
          </svg>
          {said}
        </span>
      ))}
    </p>
  );
}
