import { ask } from '../api.ts';
import { useAsk } from '../ask.ts';
import { DataTable } from './data-table.tsx';

type Level = {
  readonly name: string;
  readonly respondents: number;
  readonly deploymentFrequency: string;
  readonly changeLeadTime: string;
  readonly recoveryTime: string;
  readonly changeFailRate: string;
};
type Benchmarks = { readonly levels: readonly { readonly year: number; readonly note: string; readonly levels: readonly Level[] }[] };

const columns = [
  { id: 'name', name: 'Level', cell: ({ name, respondents }: Level) => `${name}, ${respondents}\u202f% of respondents` },
  { id: 'frequency', name: 'Deployment frequency', wraps: true, cell: ({ deploymentFrequency }: Level) => deploymentFrequency },
  { id: 'lead', name: 'Change lead time', wraps: true, cell: ({ changeLeadTime }: Level) => changeLeadTime },
  { id: 'recovery', name: 'Failed deployment recovery time', wraps: true, cell: ({ recoveryTime }: Level) => recoveryTime },
  { id: 'fails', name: 'Change fail rate', cell: ({ changeFailRate }: Level) => changeFailRate },
];

/** The levels DORA published for former years, where the configuration asks for them: a dated reference, never a verdict. */
export function Levels() {
  const { data } = useAsk('/benchmarks', ask<Benchmarks>);
  if (data === null || data.levels.length === 0) return null;
  return (
    <section class="settings-section card" aria-labelledby="levels">
      <h2 id="levels">Levels of former years</h2>
      <p class="quiet">
        Medians of clusters of each year’s respondents to DORA’s survey, not thresholds: a team that did not change may change its level.
        None were published after 2024.
      </p>
      {data.levels.toReversed().map(({ year, note, levels }) => (
        <details key={year} class="setting-group">
          <summary>
            <strong>{year}</strong> <span class="quiet">{note}</span>
          </summary>
          <DataTable label={`Levels of ${year}`} columns={columns} rows={levels} keyOf={({ name }) => name} />
        </details>
      ))}
    </section>
  );
}
