import { useRef, useState } from 'preact/hooks';
import { NoAnswer, send, type WireCampaignStory } from '../api.ts';
import { rateInWords } from '../campaign-words.ts';

type Given = { readonly story: WireCampaignStory; readonly changed: () => void };

/** Closing cannot be undone, so it asks once more. */
export function CampaignClose({ story, changed }: Given) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const leave = (): void => {
    setAsking(false);
    button.current?.focus();
  };
  const close = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setFault(null);
    try {
      await send(`/assessments/campaigns/${encodeURIComponent(story.id)}/close`, {});
      changed();
    } catch (error) {
      setFault(error instanceof NoAnswer ? error.message : 'It could not be closed.');
    } finally {
      setBusy(false);
    }
  };
  return (
    <section aria-labelledby="close">
      <h2 id="close">Close it now</h2>
      <p class="quiet">It closes by itself when its time is over. Results are there from the close on, and not before.</p>
      {!asking && (
        <button ref={button} type="button" class="button" onClick={() => setAsking(true)}>
          Close the campaign …
        </button>
      )}
      {asking && (
        <fieldset
          class="card part"
          onKeyDown={({ key }) => {
            if (key === 'Escape') leave();
          }}
        >
          <legend>Close for good?</legend>
          <p>
            So far: {rateInWords(story)}. Nobody can answer or change answers afterwards, links end, what was not submitted is deleted, and
            nothing leads from answers to people any more. What evidence says of each team now is kept with the results. This cannot be
            undone.
          </p>
          {fault !== null && (
            <p role="alert" class="fault">
              {fault}
            </p>
          )}
          <div class="act-end">
            <button type="button" class="button primary" aria-disabled={busy} onClick={close}>
              {busy ? 'Closing …' : 'Close for good'}
            </button>
            <button ref={(element) => element?.focus()} type="button" class="button quiet-button" onClick={leave}>
              Leave it open
            </button>
          </div>
        </fieldset>
      )}
    </section>
  );
}
