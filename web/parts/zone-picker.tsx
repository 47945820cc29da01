import { useId, useState } from 'preact/hooks';
import type { Asking } from '../navigate.ts';
import { useSettings } from '../settings.ts';
import { allZones, browserZone, isZone, zoneChoices } from '../zones.ts';

type Given = { readonly zone: string; readonly change: Asking['change'] };

/** The zone days begin in: the configured one, UTC, the browser's, or any other by its name. It stands in the address. */
export function ZonePicker({ zone, change }: Given) {
  const configured = useSettings().data?.zone ?? zone;
  const [other, setOther] = useState(false);
  const choose = (chosen: string): void => {
    setOther(false);
    change({ zone: chosen === configured ? null : chosen });
  };
  return (
    <>
      <label class="field">
        <span>Zone</span>
        <select
          class="zone"
          value={other ? 'other' : zone}
          onChange={({ currentTarget: { value } }) => (value === 'other' ? setOther(true) : choose(value))}
        >
          {zoneChoices(configured, browserZone(), zone).map(({ zone: name, why }) => (
            <option key={name} value={name}>
              {name}
              {why === '' ? '' : ` (${why})`}
            </option>
          ))}
          <option value="other">Another zone …</option>
        </select>
      </label>
      {other && <AnyZone choose={choose} leave={() => setOther(false)} />}
    </>
  );
}

/** A name typed or picked from all that are known; taken with Enter, or on leaving the field. */
function AnyZone({ choose, leave }: { readonly choose: (zone: string) => void; readonly leave: () => void }) {
  const list = useId();
  const [wrong, setWrong] = useState(false);
  const take = (value: string): void => {
    const name = value.trim().replaceAll(' ', '_');
    const known = allZones().find((zone) => zone.toLowerCase() === name.toLowerCase()) ?? name;
    if (name === '') return;
    setWrong(!isZone(known));
    if (isZone(known)) choose(known);
  };
  return (
    <label class="field any-zone">
      <span>Name</span>
      <input
        type="text"
        list={list}
        placeholder="Europe/Berlin"
        autocomplete="off"
        spellcheck={false}
        ref={(field) => field?.focus()}
        aria-invalid={wrong}
        aria-describedby={wrong ? `${list}-wrong` : undefined}
        onInput={({ currentTarget: { value } }) => allZones().includes(value) && take(value)}
        onChange={({ currentTarget: { value } }) => take(value)}
        onKeyDown={({ key }) => key === 'Escape' && leave()}
      />
      <datalist id={list}>
        {allZones().map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      {wrong && (
        <span class="wrong" id={`${list}-wrong`} role="alert">
          No zone of that name
        </span>
      )}
    </label>
  );
}
