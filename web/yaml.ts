/** A value as YAML, for the clipboard: block style, one line a list of plain values, nothing that would be read as something else. Pure. */

type Plain = string | number | boolean | null;

const isPlain = (value: unknown): value is Plain => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Words, paths and variables stand as they are; whatever YAML could take for something else is quoted, as JSON is. */
const bare = /^[A-Za-z_./][\w./@+-]*$/;
const taken = /^(true|false|null|yes|no|on|off|y|n|~|\.inf|\.nan|[-+.]?[\d.].*)$/i;

const scalar = (value: Plain): string =>
  typeof value !== 'string' || (bare.test(value) && !taken.test(value)) ? String(value) : JSON.stringify(value);

function lines(value: unknown, indent: string): readonly string[] {
  if (Array.isArray(value)) {
    if (value.every(isPlain)) return [`${indent}[${value.map(scalar).join(', ')}]`];
    return value.flatMap((item) => {
      const [first = '', ...rest] = lines(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (typeof value !== 'object' || value === null) return [`${indent}${scalar(isPlain(value) ? value : null)}`];
  const entries = Object.entries(value);
  if (entries.length === 0) return [`${indent}{}`];
  return entries.flatMap(([key, item]) => {
    const below = lines(item, `${indent}  `);
    const inline = isPlain(item) || (Array.isArray(item) && item.every(isPlain)) || below[0]?.trim() === '{}';
    return inline ? [`${indent}${scalar(key)}: ${below[0]?.trimStart()}`] : [`${indent}${scalar(key)}:`, ...below];
  });
}

/** JSON values only. */
export const toYaml = (value: unknown): string => `${lines(value, '').join('\n')}\n`;
