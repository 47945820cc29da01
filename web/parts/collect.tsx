import { useEffect, useRef, useState } from 'preact/hooks';
import { NoAnswer, type SourceRow, tell } from '../api.ts';
import { count, some } from '../format.ts';
import { useFreshness } from '../live.ts';

/** "acme/shop, pull requests · 3 of 8 · 12 pages, 340 records". */
export function progressInWords(progress: NonNullable<SourceRow['progress']>): string {
  const { repository, object, done, total, pages, records } = progress;
  const where = [repository, object?.replaceAll('_', ' ')].filter((name) => name != null).join(', ');
  const far = total === null ? '' : `${count(done)} of ${count(total)}`;
  return [where, far, `${some(pages, 'page')}, ${some(records, 'record')}`].filter((text) => text !== '').join(' · ');
}

type Ended = { readonly state: SourceRow['state']; readonly round: number };

/** How the run that was watched ended, and whether the numbers have it yet; null while none was watched to its end. */
function useEnding({ state }: SourceRow): string | null {
  const { round } = useFreshness();
  const before = useRef(state);
  const [ended, setEnded] = useState<Ended | null>(null);
  useEffect(() => {
    const busy = before.current === 'running' || before.current === 'waiting';
    if (state === 'running') setEnded(null);
    else if (busy && state !== 'waiting') setEnded({ state, round });
    before.current = state;
  }, [state]);
  if (ended === null) return null;
  if (ended.state === 'failed') return 'The run failed: see below.';
  return round > ended.round ? 'Collected. The numbers have it.' : 'Collected. Numbers follow where something is new.';
}

/** How far the run under way is. The line keeps its place when none is, so that nothing moves. */
export function Collecting({ source }: { readonly source: SourceRow }) {
  const { state, progress } = source;
  const ending = useEnding(source);
  const busy = state === 'running' || state === 'waiting';
  const known = busy && progress !== null && progress.total !== null && progress.total > 0;
  const said = busy ? (progress === null ? 'Starting …' : progressInWords(progress)) : (ending ?? 'No run under way.');
  return (
    <div class={busy ? 'collecting busy' : 'collecting'}>
      <progress
        aria-label={`Collecting ${source.id}`}
        aria-valuetext={said}
        max={known ? (progress.total ?? 1) : 1}
        {...(busy ? (known ? { value: progress.done } : {}) : { value: ending === null ? 0 : 1 })}
      />
      <p class="quiet small" aria-live={busy ? 'off' : 'polite'}>
        <bdi>{said}</bdi>
      </p>
    </div>
  );
}

/** Asks for a run at once. */
export function CollectNow({ source, changed }: { readonly source: SourceRow; readonly changed: () => void }) {
  const [said, setSaid] = useState<string | null>(null);
  const busy = source.state === 'running';
  useEffect(() => {
    if (busy) setSaid(null);
  }, [busy]);
  const collect = (): void => {
    setSaid('Asking …');
    tell(`/sources/${encodeURIComponent(source.id)}/collect`).then(
      () => {
        setSaid('Asked for: it starts when a worker is free.');
        changed();
      },
      (cause: unknown) => setSaid(cause instanceof NoAnswer ? cause.message : 'It could not be asked for. Try again.'),
    );
  };
  return (
    <div class="collect">
      <span class="quiet small" role="status">
        {said}
      </span>
      <button type="button" class="button" onClick={collect} disabled={busy}>
        Collect now
      </button>
    </div>
  );
}
