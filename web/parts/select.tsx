type Option = { readonly id: string; readonly name: string };

type Given = {
  readonly name: string;
  /** The chosen one; what is not among the options counts as the first. */
  readonly value: string | undefined;
  /** The first one is the usual choice and leaves the address empty. */
  readonly options: readonly Option[];
  readonly put: (value: string | null) => void;
};

/** A filter of a list: one of a few. */
export function Select({ name, value, options, put }: Given) {
  const [usual] = options;
  return (
    <label class="field">
      <span>{name}</span>
      <select
        value={options.some(({ id }) => id === value) ? value : usual?.id}
        onChange={({ currentTarget }) => put(currentTarget.value === usual?.id ? null : currentTarget.value)}
      >
        {options.map(({ id, name: text }) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
