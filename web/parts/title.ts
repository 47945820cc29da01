import { useEffect } from 'preact/hooks';

/** What the browser calls the page. */
export function useTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null ? 'Plumbline' : `${title} – Plumbline`;
  }, [title]);
}
