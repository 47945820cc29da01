import type { WireProfile } from '../api.ts';
import { decimal } from '../format.ts';
import {
  confidenceInWords,
  type Dimension,
  lastInWords,
  levelInWords,
  provisionally,
  type Scored,
  targetInWords,
  unknownInWords,
} from '../maturity-words.ts';
import { type Column, DataTable } from './data-table.tsx';

const columnsOf = (scored: Scored): readonly Column<Dimension>[] => [
  { id: 'name', name: 'Dimension', wraps: true, cell: ({ name }) => name },
  {
    id: 'level',
    name: scored === 'mean' ? 'Mean' : 'Level',
    wraps: true,
    cell: (one) => levelInWords(one, scored) ?? unknownInWords(one, scored),
  },
  ...(scored === 'mean'
    ? []
    : [
        {
          id: 'trend',
          name: 'For trend lines',
          number: true,
          cell: (one: Dimension) => (one.decimal === null ? 'not known' : decimal(one.decimal)),
        },
      ]),
  { id: 'target', name: 'Target', cell: ({ target }) => (target === null ? 'none' : targetInWords(target).replace('target ', '')) },
  { id: 'last', name: 'Last time', wraps: true, cell: (one) => lastInWords(one, scored) ?? 'no last time' },
  { id: 'measured', name: 'Rests on', cell: ({ confidence }) => (confidence === null ? 'not told' : confidenceInWords[confidence]) },
  { id: 'final', name: 'Final', wraps: true, cell: (one) => provisionally(one) ?? 'final' },
];

/** Every number of the profile as a table. */
export function ProfileTable({ profile: { dimensions, model } }: { readonly profile: WireProfile }) {
  return (
    <details class="fold">
      <summary>As a table</summary>
      <DataTable label="Profile as a table" columns={columnsOf(model.scored)} rows={dimensions} keyOf={({ id }) => id} />
    </details>
  );
}
