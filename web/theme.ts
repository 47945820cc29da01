/** Light or dark: what the reader chose, kept in this browser, else what the system says. */

import { useEffect, useState } from 'preact/hooks';

export type Choice = 'system' | 'light' | 'dark';
const key = 'plumbline-theme';
const order: readonly Choice[] = ['system', 'light', 'dark'];

function stored(): Choice {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

function keep(choice: Choice): void {
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    if (choice === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, choice);
  } catch {
    // Storage is forbidden: the choice lasts as long as the page.
  }
  dispatchEvent(new Event('themechange'));
}

/** The choice, and a way to the next one. */
export function useTheme(): { readonly choice: Choice; readonly next: () => void } {
  const [choice, setChoice] = useState(stored);
  const next = (): void => {
    const following = order[(order.indexOf(choice) + 1) % order.length] ?? 'system';
    keep(following);
    setChoice(following);
  };
  return { choice, next };
}

/** Counts changes of theme, so that what is drawn on a canvas is drawn anew. */
export function useThemeRound(): number {
  const [round, setRound] = useState(0);
  useEffect(() => {
    const media = matchMedia('(prefers-color-scheme: dark)');
    const again = (): void => setRound((n) => n + 1);
    media.addEventListener('change', again);
    addEventListener('themechange', again);
    return () => {
      media.removeEventListener('change', again);
      removeEventListener('themechange', again);
    };
  }, []);
  return round;
}
