import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

type Given = {
  /** The small line above the title. */
  readonly name: string;
  readonly title: string;
  /** What takes it out of the address. */
  readonly leave: () => void;
  /** What opened it, where the page was drawn anew or opened with the sheet in its address. */
  readonly opener: () => HTMLElement | null;
  readonly children: ComponentChildren;
};

/** A sheet at the right, a page on a phone. Escape closes it, the focus goes back to what opened it; the address holds it. */
export function Sheet({ name, title, leave, opener, children }: Given) {
  const sheet = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    sheet.current?.showModal();
    heading.current?.focus();
    return () => {
      const still = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : opener();
      still?.focus({ preventScroll: true });
    };
  }, []);
  // Closed before it goes: while it is open, nothing beside it can take the focus.
  const close = (): void => {
    sheet.current?.close();
    leave();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; Escape is its key, by "cancel".
    <dialog
      ref={sheet}
      class="sheet"
      aria-labelledby="evidence-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => event.target === sheet.current && close()}
    >
      <div class="inside">
        <header>
          <p class="name">{name}</p>
          <button type="button" class="button plain" onClick={close} aria-label="Close the evidence">
            <Icon name="close" />
          </button>
        </header>
        <h2 id="evidence-title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}
