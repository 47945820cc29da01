import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** Puts a text on the clipboard; where there is none, shows it to be copied by hand. */
export function CopyText({ text, name }: { readonly text: () => string; readonly name: string }) {
  const [done, setDone] = useState(false);
  const [byHand, setByHand] = useState<string | null>(null);
  useEffect(() => {
    if (!done) return;
    const back = setTimeout(() => setDone(false), 3000);
    return () => clearTimeout(back);
  }, [done]);
  const copy = (): void => {
    const said = text();
    // Only pages of a secure origin have a clipboard; a loopback address is one, a plain address in the office is not.
    const copying = navigator.clipboard?.writeText(said) ?? Promise.reject(new Error('no clipboard'));
    copying.then(
      () => setDone(true),
      () => setByHand(said),
    );
  };
  return (
    <>
      <button type="button" class="button quiet-button" onClick={copy}>
        <Icon name="copy" />
        <span>{done ? 'Copied' : name}</span>
      </button>
      <span class="unseen" role="status">
        {done ? `Copied: ${name}` : ''}
      </span>
      {byHand !== null && <textarea class="by-hand" aria-label={name} readOnly rows={12} value={byHand} />}
    </>
  );
}
