import { useState } from 'preact/hooks';
import type { WireScope } from '../api.ts';
import { addDays, type Dates, dateIn, datesOf, isDate, lengthInWords, presetOf, presets, shifted } from '../calendar.ts';
import type { Asking } from '../navigate.ts';
import { buckets } from '../question.ts';
import '../styles/window.css';
import { Icon } from './icon.tsx';
import { ZonePicker } from './zone-picker.tsx';

/** All a picker needs of an answer. */
export type PickedScope = Pick<WireScope, 'window' | 'previous' | 'zone' | 'now'>;
/** What can be chosen beside the window: nothing for lists, a comparison for numbers, and how they are drawn where there are charts. */
export type Offers = 'window' | 'comparison' | 'charts';
type Given = { readonly asking: Asking; readonly scope: PickedScope | null; readonly zone: string; readonly offers: Offers };

/** The window shown: the dates of the address, so that two quick steps are two steps; else that of the answer, whose clock is the server's. */
function shownIn(scope: PickedScope, { from, to }: Asking['question']): Dates {
  if (isDate(from) && isDate(to) && from < to) return { from, to };
  return { from: dateIn(scope.zone, new Date(scope.window.from)), to: dateIn(scope.zone, new Date(scope.window.to)) };
}

/** Window with its neighbours, zone, step and comparison. */
export function WindowPicker({ asking, scope, zone, offers }: Given) {
  const { question, change } = asking;
  const [custom, setCustom] = useState(false);
  const today = scope === null ? null : dateIn(zone, new Date(scope.now));
  const shown = scope === null ? null : shownIn(scope, question);
  const preset = today === null || shown === null ? null : presetOf(shown, today);
  const own = custom || (shown !== null && preset === null);
  const pick = (value: string): void => {
    const found = presets.find(({ id }) => id === value);
    setCustom(found === undefined);
    if (found && today !== null) change(datesOf(found.id, today));
  };
  return (
    <>
      <div class="window">
        <Step by={-1} shown={shown} today={today} change={change} />
        <label class="field">
          <span>Window</span>
          <select value={own ? 'custom' : (preset ?? '90')} disabled={today === null} onChange={(event) => pick(event.currentTarget.value)}>
            {presets.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="custom">From … to …</option>
          </select>
        </label>
        <Step by={1} shown={shown} today={today} change={change} />
      </div>
      {own && shown !== null && <CustomDates shown={shown} change={change} />}
      <ZonePicker zone={zone} change={change} />
      {offers === 'charts' && <ChartChoice asking={asking} />}
      {offers !== 'window' && (
        <label class="check">
          <input type="checkbox" checked={question.compare} onChange={(event) => change({ compare: event.currentTarget.checked })} />
          <span>Compare with the period before</span>
        </label>
      )}
    </>
  );
}

function ChartChoice({ asking: { question, change } }: { readonly asking: Asking }) {
  return (
    <label class="field">
      <span>Chart</span>
      <select
        value={question.bucket ?? ''}
        onChange={(event) => change({ bucket: buckets.find((b) => b === event.currentTarget.value) ?? null })}
      >
        <option value="">Signals</option>
        {buckets.map((bucket) => (
          <option key={bucket} value={bucket}>
            By {bucket}
          </option>
        ))}
      </select>
    </label>
  );
}

const earliest = '1970-01-01';

type StepGiven = {
  readonly by: -1 | 1;
  readonly shown: Dates | null;
  readonly today: string | null;
  readonly change: Asking['change'];
};

/** To the window just before or after; not to one that lies wholly in the future. */
function Step({ by, shown, today, change }: StepGiven) {
  const next = shown === null ? null : shifted(shown, by);
  const there = next !== null && today !== null && next.from < today && next.from >= earliest;
  const name = `${shown === null ? 'The window' : lengthInWords(shown).replace(/^t/, 'T')} ${by < 0 ? 'before' : 'after'}`;
  return (
    <button
      type="button"
      class={`button step ${by < 0 ? 'back' : 'on'}`}
      aria-label={name}
      title={name}
      disabled={!there}
      onClick={() => next !== null && change(next)}
    >
      <Icon name="right" />
    </button>
  );
}

/** Both days inclusive, as people say dates; the address holds the day after the last. */
function CustomDates({ shown, change }: { readonly shown: Dates; readonly change: Asking['change'] }) {
  const last = addDays(shown.to, -1);
  // While a year is being typed the field holds years such as 0002.
  const valid = (value: string): boolean => value >= earliest && value <= '2999-12-31';
  return (
    <>
      <label class="field">
        <span>From</span>
        <input
          type="date"
          value={shown.from}
          max={last}
          required
          onChange={({ currentTarget: { value } }) => valid(value) && value <= last && change({ from: value, to: shown.to })}
        />
      </label>
      <label class="field">
        <span>To</span>
        <input
          type="date"
          value={last}
          min={shown.from}
          required
          onChange={({ currentTarget: { value } }) =>
            valid(value) && value >= shown.from && change({ from: shown.from, to: addDays(value, 1) })
          }
        />
      </label>
    </>
  );
}
