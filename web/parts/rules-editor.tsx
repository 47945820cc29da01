import { useRef } from 'preact/hooks';
import { some } from '../format.ts';
import { lineAt, type RuleFault } from '../trial-words.ts';

type Given = {
  readonly yaml: string;
  readonly write: (text: string) => void;
  readonly attempt: () => void;
  readonly busy: boolean;
  readonly faults: readonly RuleFault[];
  /** Back to the rules in force; null = these are they. */
  readonly reset: (() => void) | null;
};

/** Rules as text with its lines numbered, and what is wrong with them beside it. Tab leaves it, as any field. */
export function RulesEditor({ yaml, write, attempt, busy, faults, reset }: Given) {
  const field = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const lines = yaml.split('\n');
  const wrong = new Set(faults.map(({ line }) => line));
  const goTo = (line: number): void => {
    const { from, to } = lineAt(yaml, line);
    const area = field.current;
    if (area === null) return;
    area.focus();
    area.setSelectionRange(from, to);
    area.scrollTop = (line - 4) * 20;
  };
  return (
    <form
      class={`rules-editor card${faults.length > 0 ? ' faulty' : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        attempt();
      }}
    >
      <label for="rules-text">
        <strong>Rules</strong> <span class="quiet">as in plumbline.yaml</span>
      </label>
      <div class="rules-field">
        <div class="line-numbers" ref={numbers} aria-hidden="true">
          {lines.map((_, index) => (
            <div key={index} class={wrong.has(index + 1) ? 'wrong' : undefined}>
              {index + 1}
            </div>
          ))}
        </div>
        <textarea
          id="rules-text"
          ref={field}
          value={yaml}
          rows={Math.min(Math.max(lines.length, 12), 32)}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          wrap="off"
          aria-invalid={faults.length > 0}
          aria-describedby={faults.length > 0 ? 'rules-faults rules-keys' : 'rules-keys'}
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onScroll={({ currentTarget }) => {
            if (numbers.current !== null) numbers.current.scrollTop = currentTarget.scrollTop;
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            if (!busy) attempt();
          }}
        />
      </div>
      <div class="rules-faults" id="rules-faults" role="alert">
        {faults.length > 0 && (
          <>
            <h2>{some(faults.length, 'fault')} to mend</h2>
            <ul>
              {faults.map((fault) => (
                <li key={`${fault.line}:${fault.column}:${fault.message}`}>
                  <Place fault={fault} goTo={goTo} /> {fault.path !== '' && <code>{fault.path}</code>} {fault.message}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <div class="rules-actions">
        <button type="submit" class="button main" disabled={busy}>
          {busy ? 'Trying …' : 'Try'}
        </button>
        {reset !== null && (
          <button type="button" class="button quiet-button" onClick={reset}>
            Back to the rules in force
          </button>
        )}
        <span class="quiet small" id="rules-keys">
          Ctrl + Enter tries, too.
        </span>
        <span class="unseen" role="status">
          {busy ? 'Trying the rules' : ''}
        </span>
      </div>
    </form>
  );
}

function Place({ fault: { line }, goTo }: { readonly fault: RuleFault; readonly goTo: (line: number) => void }) {
  if (line === null) return null;
  return (
    <button type="button" class="place" onClick={() => goTo(line)}>
      Line {line}
    </button>
  );
}
