import { useState } from 'preact/hooks';
import { ask } from '../api.ts';
import { useAsk } from '../ask.ts';
import { moment, some } from '../format.ts';
import { historyOf, type Plans, type WirePlan } from '../plans.ts';
import { Problem } from './states.tsx';

type WithdrawGiven = { readonly plans: Plans; readonly entry: WirePlan; readonly about: string; readonly said: string };

/** Takes a plan back. */
export const Withdraw = ({ plans, entry, about, said }: WithdrawGiven) => (
  <Press plans={plans} name="Withdraw" about={about} press={() => plans.withdraw(entry.id, said)} />
);

type PressGiven = {
  readonly plans: Plans;
  readonly name: string;
  readonly about: string;
  /** Answers why it was refused; null = it was taken. */
  readonly press: () => Promise<string | null>;
};

/** A button that changes a plan; why that was refused stands beside it. */
export function Press({ plans, name, about, press }: PressGiven) {
  const [fault, setFault] = useState<string | null>(null);
  return (
    <>
      <button
        type="button"
        class="button"
        aria-disabled={plans.busy}
        onClick={async () => {
          const refused = await press();
          setFault(refused);
          if (refused === null) plans.message.current?.focus({ preventScroll: true });
        }}
      >
        {name}
        <span class="unseen"> {about}</span>
      </button>
      {fault !== null && (
        <span role="alert" class="fault">
          {fault}
        </span>
      )}
    </>
  );
}

type HistoryGiven<E extends WirePlan> = { readonly entry: E; readonly zone: string; readonly say: (version: E) => string };

/** Who wrote what and when, read once it is asked for. */
export function PlanHistory<E extends WirePlan>({ entry, zone, say }: HistoryGiven<E>) {
  const [open, setOpen] = useState(false);
  return (
    <details class="fold history" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{some(entry.version, 'version')}</summary>
      {open && <Versions key={entry.version} entry={entry} zone={zone} say={say} />}
    </details>
  );
}

function Versions<E extends WirePlan>({ entry, zone, say }: HistoryGiven<E>) {
  const history = useAsk(historyOf(entry.id), ask<{ readonly items: readonly E[] }>);
  if (history.error) return <Problem error={history.error} again={history.again} kept={false} />;
  return (
    <ol class="versions">
      {(history.data?.items ?? []).map((version) => (
        <li key={version.version}>
          {version.withdrawn ? 'withdrawn' : say(version)}{' '}
          <span class="quiet">
            {moment(new Date(version.at), zone)}, <bdi>{version.author}</bdi>
          </span>
        </li>
      ))}
    </ol>
  );
}
