import { useState } from 'preact/hooks';
import { timeOf } from '../format.ts';
import { useFreshness } from '../live.ts';
import '../styles/fresh.css';

type Given = {
  readonly zone: string;
  /** Where rows would move under the reader: reads them anew on demand. Absent = the page does so by itself. */
  readonly show?: () => void;
};

/**
 * Says quietly that there are new data, without moving any: it takes the same room whether it speaks or not.
 * Screen readers are told politely, once per change.
 */
export function Fresh({ zone, show }: Given) {
  const { round, derivedAt, trouble } = useFreshness();
  const [seen, setSeen] = useState(show === undefined ? 0 : round);
  const news = trouble === null && round > seen && derivedAt !== null;
  const since = news ? `New data since ${timeOf(new Date(derivedAt), zone)}` : '';
  return (
    <div class={`fresh quiet small${trouble === null ? '' : ' troubled'}`}>
      <span class="said" role="status" aria-live="polite" title={trouble ?? undefined}>
        {trouble === null ? since : 'May be old: no live news'}
        {trouble !== null && <span class="unseen">. {trouble}</span>}
        {news && show === undefined && <span class="unseen">: these numbers have it.</span>}
      </span>
      {show !== undefined && news && (
        <button
          type="button"
          class="link"
          onClick={() => {
            setSeen(round);
            show();
          }}
        >
          Show
        </button>
      )}
    </div>
  );
}
