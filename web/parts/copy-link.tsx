import { useEffect, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

const said = { no: 'Copy link', yes: 'Link copied', never: 'Copy it from the address bar' } as const;

/** The address holds everything that was chosen; this puts it on the clipboard. */
export function CopyLink() {
  const [done, setDone] = useState<keyof typeof said>('no');
  useEffect(() => {
    if (done === 'no') return;
    const back = setTimeout(() => setDone('no'), 3000);
    return () => clearTimeout(back);
  }, [done]);
  const copy = (): void => {
    // Only pages of a secure origin have a clipboard; a loopback address is one, a plain address in the office is not.
    const copying = navigator.clipboard?.writeText(location.href) ?? Promise.reject(new Error('no clipboard'));
    copying.then(
      () => setDone('yes'),
      () => setDone('never'),
    );
  };
  return (
    <>
      <button type="button" class="button quiet-button" onClick={copy}>
        <Icon name="copy" />
        <span>{said[done]}</span>
      </button>
      <span class="unseen" role="status">
        {done === 'no' ? '' : said[done]}
      </span>
    </>
  );
}
