/** Secrets come from the environment only: a file that holds one itself is refused, so that none is ever stored or shown. Pure. */

import type { Fault, Path } from '../yaml/faults.ts';
import { isVariable } from './variables.ts';

const secretKeys = ['token', 'client_secret', 'webhook_secrets'];

/** A user name or password inside a clone address; `git@host:` and `ssh://git@host` name an account, which is no secret. */
const holdsPassword = (text: string): boolean => /^https?:\/\/[^/\s]*@/i.test(text) || /^[a-z+]+:\/\/[^/\s@]*:[^/\s@]*@/i.test(text);

/** Where, below a key that holds a secret or a list of them, one stands in clear. */
function writtenSecrets(item: unknown): readonly Path[] {
  if (Array.isArray(item)) return item.flatMap((one: unknown, i): Path[] => (typeof one === 'string' && !isVariable(one) ? [[i]] : []));
  return typeof item === 'string' && !isVariable(item) ? [[]] : [];
}

/** Says every secret written into the file, wherever it stands; `value` is the file as written, variables unfilled. */
export function saySecrets(value: unknown, faults: Fault[], path: Path = []): void {
  if (typeof value === 'string' && holdsPassword(value))
    faults.push({ path, message: 'must not hold a user name or password; use a git credential helper, or a source with a token' });
  if (Array.isArray(value)) for (const [i, item] of value.entries()) saySecrets(item, faults, [...path, i]);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const written = secretKeys.includes(key) ? writtenSecrets(item) : [];
      for (const place of written) {
        faults.push({
          path: [...path, key, ...place],
          message: `must be a variable such as \${${key.toUpperCase().replace(/S$/, '')}}: secrets are read from the environment only`,
        });
      }
      if (written.length === 0) saySecrets(item, faults, [...path, key]);
    }
  }
}

/** What tokens of known makers look like, private keys, and parameters of an address that carry one. */
const tokens =
  /\b(gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abpr]-[\w-]{10,}|eyJ[\w-]+\.[\w-]+\.[\w-]+)|-----BEGIN[\s\S]*/g;
const parameters = /([?&][^=&#\s]*(?:token|secret|password|key|signature)[^=&#\s]*=)[^&#\s]+/gi;

/** The text without what looks like a secret that slipped into a place where none belongs. */
export const hidden = (text: string): string => text.replace(tokens, '(hidden)').replace(parameters, '$1(hidden)');
