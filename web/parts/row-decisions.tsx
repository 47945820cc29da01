/** Confirm or reject in a row of a list: the row stays where it is, and the next one that waits gets the focus. */

import { useState } from 'preact/hooks';
import { ask, type WireEntry, type WireIncident, type WireIncidentStory } from '../api.ts';
import { type Deciding, useDeciding } from '../decide.ts';

export const rowKey = ({ serviceId, id }: Pick<WireIncident, 'serviceId' | 'id'>): string => `${serviceId} ${id}`;

export type RowDecisions = {
  readonly deciding: Deciding;
  /** A row as it is after what was decided here. */
  readonly current: (row: WireIncident) => WireIncident;
};

/** Rows that were decided on are asked for again one by one: the list itself does not move under the reader. */
export function useRowDecisions(): RowDecisions {
  const [changed, setChanged] = useState<ReadonlyMap<string, WireIncident>>(new Map());
  const deciding = useDeciding(async ({ about, subject }: WireEntry) => {
    const id = about.incident?.id ?? subject.key;
    // Where that fails the row shows what it showed; the decision itself was taken.
    const story = await ask<WireIncidentStory>(`/incidents/${encodeURIComponent(id)}`).catch(() => null);
    if (story !== null) setChanged((before) => new Map([...before, ...story.services.map((row) => [rowKey(row), row] as const)]));
  });
  return { deciding, current: (row) => changed.get(rowKey(row)) ?? row };
}

const waiting = 'button[data-row-act]';

/** The same press on the next row that waits; null = this was the last. */
function nextOf(button: HTMLElement): HTMLElement | null {
  const same = [...document.querySelectorAll<HTMLElement>(`${waiting}[data-row-act="${button.dataset.rowAct}"]`)];
  return same[same.indexOf(button) + 1] ?? null;
}

const names = { confirm: 'Confirm', reject: 'Reject' } as const;

/** What a proposed row offers; nothing on any other. */
export function RowActs({ row, deciding }: { readonly row: WireIncident; readonly deciding: Deciding }) {
  const [fault, setFault] = useState<string | null>(null);
  if (row.state !== 'proposed' || row.deploymentId === null) return null;
  const { id, serviceId, deploymentId } = row;
  const press = async (action: keyof typeof names, button: HTMLElement): Promise<void> => {
    const next = nextOf(button);
    const target = { kind: 'deployment', key: deploymentId } as const;
    const refused = await deciding.decide({ subject: { kind: 'incident', key: id }, service: serviceId, action, target });
    setFault(refused);
    if (refused === null) (next?.isConnected ? next : deciding.message.current)?.focus();
  };
  return (
    <span class="row-acts">
      {(['confirm', 'reject'] as const).map((action) => (
        <button
          key={action}
          type="button"
          class="button"
          data-row-act={action}
          aria-disabled={deciding.busy}
          onClick={({ currentTarget }) => press(action, currentTarget)}
        >
          {names[action]}
          <span class="unseen"> {row.title}</span>
        </button>
      ))}
      {fault !== null && (
        <span role="alert" class="fault">
          {fault}
        </span>
      )}
    </span>
  );
}
