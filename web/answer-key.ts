/**
 * What lets somebody answer: the token of a link, exchanged once for a key that this browser makes. Both stand in the fragment of the
 * address alone, which is never sent anywhere.
 */

const secretShape = /^[A-Za-z0-9_-]{43}$/;
export const isSecret = (text: string): boolean => secretShape.test(text);

/** 32 random bytes in base64url. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** `key` null = the address is that of a link. `at` = where in the questionnaire; null = at its beginning. */
export type Opening = { readonly key: string; readonly at: string | null } | { readonly key: null; readonly token: string };

/** What a fragment says; null = nothing that could open a questionnaire. Mail programs may have written `=` and `&` in percent. */
export function readFragment(fragment: string): Opening | null {
  const text = fragment.replace(/^#/, '').trim();
  if (isSecret(text)) return { key: null, token: text };
  const params = new URLSearchParams(text.includes('=') ? text : text.replace(/%3D/gi, '=').replaceAll('%26', '&'));
  const key = params.get('key') ?? '';
  return isSecret(key) ? { key, at: params.get('at') } : null;
}

/** The fragment of a place in the questionnaire of a key. */
export const fragmentOf = (key: string, at: string | null): string => `#key=${key}${at === null ? '' : `&at=${encodeURIComponent(at)}`}`;

/** Where storage is forbidden or full: as long as the page lasts. */
const memory = new Map<string, string>();

/** What this browser keeps; null = nothing. */
export function kept(name: string): string | null {
  try {
    return memory.get(name) ?? localStorage.getItem(name);
  } catch {
    return memory.get(name) ?? null;
  }
}

/** Keeps a text; null forgets it. */
export function keep(name: string, text: string | null): void {
  memory.delete(name);
  try {
    if (text === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch {
    if (text !== null) memory.set(name, text);
  }
}

/**
 * The key that belongs to a link in this browser, made and kept before the link is used: where the answer to its use is lost, the same
 * two can be sent again.
 */
export function keyFor(campaign: string, token: string): string {
  const name = `plumbline-answer:${campaign}:${token}`;
  const found = kept(name);
  if (found !== null && isSecret(found)) return found;
  const made = newKey();
  keep(name, made);
  // Another tab may have been quicker.
  return kept(name) ?? made;
}

/** Under which name this browser keeps what is not saved yet. */
export const unsavedName = (campaign: string, key: string): string => `plumbline-unsaved:${campaign}:${key}`;
