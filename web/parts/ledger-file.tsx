import { useRef, useState } from 'preact/hooks';
import { NoAnswer, send } from '../api.ts';
import { importedInWords } from '../decision-words.ts';
import { Icon } from './icon.tsx';

type Imported = { readonly added: number; readonly known: number };

/** What a file holds, or a sentence why it cannot be read. */
async function contentOf(file: File): Promise<unknown> {
  try {
    return JSON.parse(await file.text()) as unknown;
  } catch (cause) {
    throw new NoAnswer('invalid', `“${file.name}” is no JSON file: choose one that was exported here.`, { cause });
  }
}

/** Decisions to a file and back. The same file twice adds nothing. */
export function LedgerFile({ changed }: { readonly changed: () => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const take = async (file: File): Promise<void> => {
    setBusy(true);
    setFault(null);
    setSaid('');
    try {
      const imported = await send<Imported>('/ledger/file', await contentOf(file));
      setSaid(importedInWords(imported));
      if (imported.added > 0) changed();
    } catch (cause) {
      setFault(cause instanceof NoAnswer ? cause.message : 'The answer could not be understood.');
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-labelledby="ledger-file" class="ledger-file">
      <h2 id="ledger-file">Keep them, or take them elsewhere</h2>
      <p class="quiet">
        A file holds every decision on your own services, none on the demonstration. The terminal does the same:{' '}
        <code>plumbline export</code>, <code>plumbline import</code>.
      </p>
      <div class="act-end">
        <a class="button" href="/api/v1/ledger/file" download="plumbline-decisions.json">
          <Icon name="download" />
          Export all decisions
        </a>
        <button type="button" class="button" aria-disabled={busy} onClick={() => busy || picker.current?.click()}>
          {busy ? 'Importing …' : 'Import a file …'}
        </button>
        <input
          ref={picker}
          type="file"
          accept="application/json,.json"
          hidden
          aria-label="File of decisions"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) void take(file);
            // The same file can be chosen once more.
            currentTarget.value = '';
          }}
        />
        <p role="status">{said}</p>
      </div>
      {fault !== null && (
        <p role="alert" class="fault">
          <strong>Nothing was added.</strong> {fault}
        </p>
      )}
    </section>
  );
}
