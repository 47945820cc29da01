/** A field of a plan’s form, with its label. */

type FieldGiven = {
  readonly name: string;
  readonly hint?: string;
  readonly value: string;
  readonly put: (value: string) => void;
  readonly kind?: 'text' | 'date' | 'long';
  readonly optional?: boolean;
};

/** As long as the interface takes. */
const longest = 500;

export function Field({ name, hint, value, put, kind = 'text', optional = false }: FieldGiven) {
  const required = !optional;
  const take = ({ currentTarget }: { readonly currentTarget: { readonly value: string } }): void => put(currentTarget.value);
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: its control is one of the three below.
    <label class={`plan-field ${kind}`}>
      <span>
        {name} {hint !== undefined && <span class="quiet">{hint}</span>}
      </span>
      {kind === 'long' && <textarea rows={2} dir="auto" maxLength={longest} value={value} required={required} onInput={take} />}
      {kind === 'text' && <input type="text" dir="auto" maxLength={longest} value={value} required={required} onInput={take} />}
      {kind === 'date' && <input type="date" value={value} required={required} onInput={take} />}
    </label>
  );
}
