import { ask, askAll, type CoveragePage, type CoverageRow } from '../api.ts';
import { useAsk } from '../ask.ts';
import { addDays } from '../calendar.ts';
import { coverageInWords, lengthOf, stretches } from '../coverage.ts';
import { shortDay } from '../format.ts';
import { Problem } from './states.tsx';

type Read = { readonly from: string; readonly until: string; readonly rows: readonly CoverageRow[] };

async function read(key: string, signal: AbortSignal): Promise<Read> {
  const path = key.split('#')[0] ?? key;
  const { from, until, items, next } = await ask<CoveragePage>(`${path}?limit=500`, signal);
  const rows = next === null ? items : await askAll<CoverageRow>(path, signal);
  return { from, until, rows };
}

const repositoryName = (id: string): string => id.slice(id.indexOf(':') + 1).replaceAll('~', '/');
const objectName = (object: string): string => object.replaceAll('_', ' ');

/** For each repository and kind of record: which days of the last year were asked for, and what came. Read again after each success. */
export function Coverage({ sourceId, read: newest }: { readonly sourceId: string; readonly read: string | null }) {
  const { data, error, again } = useAsk(`/sources/${encodeURIComponent(sourceId)}/coverage#${newest}`, read);
  if (error && data === null) return <Problem error={error} again={again} kept={false} />;
  if (data === null) return <p class="quiet">Reading what was asked …</p>;
  if (data.rows.length === 0) return <p class="quiet">Nothing was asked of this source yet.</p>;
  const repositories = [...new Set(data.rows.map(({ repositoryId }) => repositoryId))];
  return (
    <div class="coverage">
      <h3>Days asked for</h3>
      <Key />
      {repositories.map((repository) => (
        <section key={repository} aria-label={repositoryName(repository)}>
          <h4>{repositoryName(repository)}</h4>
          <ul>
            {data.rows
              .filter(({ repositoryId }) => repositoryId === repository)
              .map((row) => (
                <Strip key={row.object} row={row} range={data} />
              ))}
          </ul>
        </section>
      ))}
      <Ends range={data} />
    </div>
  );
}

function Strip({ row, range }: { readonly row: CoverageRow; readonly range: Read }) {
  const words = coverageInWords(row, range);
  return (
    <li>
      <span class="object">{objectName(row.object)}</span>
      <svg class="strip" viewBox={`0 0 ${lengthOf(range)} 8`} preserveAspectRatio="none" role="img" aria-label={words}>
        <title>{words}</title>
        <rect class="never" width={lengthOf(range)} height="8" />
        {stretches(row, range).map(({ start, length, state }) => (
          <rect key={start} class={state} x={start} width={length} y={state === 'failed' ? 0 : 1} height={state === 'failed' ? 8 : 6} />
        ))}
      </svg>
    </li>
  );
}

function Key() {
  return (
    <p class="key quiet" aria-hidden="true">
      {(['fetched', 'empty', 'failed', 'never'] as const).map((state) => (
        <span key={state}>
          <svg class="strip" viewBox="0 0 16 8" width="16" height="8" aria-hidden="true">
            <rect class={state} width="16" height="8" />
          </svg>
          {{ fetched: 'with news', empty: 'asked, nothing new', failed: 'failed', never: 'never asked' }[state]}
        </span>
      ))}
    </p>
  );
}

function Ends({ range }: { readonly range: Read }) {
  const at = (date: string): string => shortDay(new Date(`${date}T00:00:00Z`), 'UTC');
  const middle = addDays(range.from, Math.floor(lengthOf(range) / 2));
  return (
    <p class="ends quiet" aria-hidden="true">
      <span>
        {at(range.from)} {range.from.slice(0, 4)}
      </span>
      <span>{at(middle)}</span>
      <span>
        {at(range.until)} {range.until.slice(0, 4)}
      </span>
    </p>
  );
}
