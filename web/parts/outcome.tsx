import { useState } from 'preact/hooks';
import { type Deciding, undoing, type Way } from '../decide.ts';

/** What the last decision did, said once and with the way back beside it. */
export function Outcome({ deciding }: { readonly deciding: Deciding }) {
  const { done, message } = deciding;
  return (
    <div ref={message} tabIndex={-1} class={`outcome${done === null ? '' : ' card'}`}>
      <p role="status">{done?.said}</p>
      {done !== null && (
        <Back key={done.entry.id} entryId={done.entry.id} way={done.way === 'undo' ? 'back' : 'undo'} deciding={deciding} />
      )}
    </div>
  );
}

type BackGiven = { readonly entryId: string; readonly way: Way; readonly deciding: Deciding; readonly about?: string };

/** Takes a decision back, or brings it back; why that was refused stands beside the button. */
export function Back({ entryId, way, deciding, about }: BackGiven) {
  const { busy, decide, message } = deciding;
  const [fault, setFault] = useState<string | null>(null);
  return (
    <>
      <button
        type="button"
        class="button"
        aria-disabled={busy}
        onClick={async () => {
          const refused = await decide(undoing(entryId), way);
          setFault(refused);
          if (refused === null) message.current?.focus();
        }}
      >
        {way === 'back' ? 'Bring back' : 'Undo'}
        {about !== undefined && <span class="unseen"> {about}</span>}
      </button>
      {fault !== null && (
        <span role="alert" class="fault">
          {fault}
        </span>
      )}
    </>
  );
}
