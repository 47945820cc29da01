/** How numbers and dates are written: as the reader chose, kept in this browser, else as the browser says. Words stay English. */

import { useState } from 'preact/hooks';
import { chosenLocale, setLocale } from './format.ts';

const key = 'plumbline-locale';

/** Enough to tell the ways of writing apart; the browser's own stands beside them. */
export const locales = [
  'en-GB',
  'en-US',
  'ar-EG',
  'cs-CZ',
  'da-DK',
  'de-AT',
  'de-CH',
  'de-DE',
  'es-ES',
  'es-MX',
  'fi-FI',
  'fr-CA',
  'fr-FR',
  'he-IL',
  'hi-IN',
  'it-IT',
  'ja-JP',
  'ko-KR',
  'nb-NO',
  'nl-NL',
  'pl-PL',
  'pt-BR',
  'pt-PT',
  'ro-RO',
  'sv-SE',
  'tr-TR',
  'uk-UA',
  'zh-CN',
  'zh-TW',
] as const;

/** True for a tag this browser can format in; anything else would throw at the first number. */
export function isLocale(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

function stored(): string | null {
  try {
    const chosen = localStorage.getItem(key);
    return chosen !== null && isLocale(chosen) ? chosen : null;
  } catch {
    // Storage is forbidden: the browser's own it is.
    return null;
  }
}

/** What the browser itself is set to. */
export const browserLocale = (): string => (isLocale(navigator.language) ? navigator.language : 'en-GB');

/** Before anything is drawn. */
export function startLocale(): void {
  setLocale(stored() ?? browserLocale());
}

/** The choice (null = the browser's own), and how to make another; whoever calls this is drawn anew. */
export function useLocale(): { readonly chosen: string | null; readonly locale: string; readonly choose: (tag: string | null) => void } {
  const [chosen, setChosen] = useState(stored);
  const choose = (tag: string | null): void => {
    try {
      if (tag === null) localStorage.removeItem(key);
      else localStorage.setItem(key, tag);
    } catch {
      // Storage is forbidden: the choice lasts as long as the page.
    }
    setLocale(tag ?? browserLocale());
    setChosen(tag);
  };
  return { chosen, locale: chosenLocale(), choose };
}
