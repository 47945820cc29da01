import { useState } from 'preact/hooks';
import type { RejectedRow, SourceRow } from '../api.ts';
import { count, moment, some } from '../format.ts';
import { type Column, DataTable } from './data-table.tsx';
import { Icon } from './icon.tsx';
import { usePages } from './list.tsx';
import { Problem } from './states.tsx';

type Given = { readonly source: SourceRow; readonly zone: string };

/** Payloads that could not be understood: read when somebody asks for them. */
export function Rejected({ source, zone }: Given) {
  const [open, setOpen] = useState(false);
  return (
    <details class="rejected" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Icon name="right" />
        What was not understood, and why ({some(source.rejected, 'payload')})
      </summary>
      {open && <Payloads source={source} zone={zone} />}
    </details>
  );
}

const keyOf = (row: RejectedRow): string => `${row.repositoryId} ${row.kind} ${row.externalId} ${row.fetchedAt}`;

const columnsIn = (zone: string): readonly Column<RejectedRow>[] => [
  { id: 'id', name: 'Payload', cell: ({ kind, externalId }) => `${kind.replaceAll('_', ' ')} ${externalId}` },
  { id: 'repository', name: 'Repository', cell: ({ repository }) => <bdi>{repository}</bdi> },
  { id: 'at', name: 'Fetched', cell: ({ fetchedAt }) => moment(new Date(fetchedAt), zone) },
  { id: 'reason', name: 'Why', cell: ({ reason }) => <span class="reason">{reason}</span> },
];

function Payloads({ source, zone }: Given) {
  const { rows, total, more, error, again, loading } = usePages<RejectedRow>(
    `/sources/${encodeURIComponent(source.id)}/rejected`,
    keyOf,
    20,
  );
  return (
    <div class="list">
      <p class="quiet small">
        They are kept as they came and counted in the quality of the data. A newer version of Plumbline may understand them: “plumbline
        replay” reads them again.
      </p>
      {error && <Problem error={error} again={again} kept={rows.length > 0} />}
      {rows.length > 0 && (
        <DataTable label={`Payloads of ${source.id} not understood`} columns={columnsIn(zone)} rows={rows} keyOf={keyOf} busy={loading} />
      )}
      {more !== null && (
        <button type="button" class="button" onClick={more} disabled={loading}>
          {total === null ? 'More' : `More (${count(total - rows.length)})`}
        </button>
      )}
    </div>
  );
}
