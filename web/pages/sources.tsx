import { useEffect } from 'preact/hooks';
import { ask, type Page, type SourceRow } from '../api.ts';
import { useAsk } from '../ask.ts';
import { Source } from '../parts/source.tsx';
import { NothingYet, Problem } from '../parts/states.tsx';
import { useSettings } from '../settings.ts';

/** While something is being collected its state is read again after this long. */
const pace = 3000;

/** Where the data come from, how they fare, and what was asked of them. */
export function Sources() {
  const { data, error, again } = useAsk('/sources', ask<Page<SourceRow>>);
  const settings = useSettings().data;
  const busy = data?.items.some(({ state }) => state === 'running' || state === 'waiting') ?? false;
  useEffect(() => {
    document.title = 'Sources – Plumbline';
  }, []);
  useEffect(() => {
    if (!busy) return;
    const timer = setTimeout(again, pace);
    return () => clearTimeout(timer);
  }, [busy, data, again]);
  return (
    <div class="page">
      <header class="where">
        <div class="crumbs">
          <a class="organisation" href="/">
            {settings?.organisation ?? '…'}
          </a>
          {settings?.demo === true && <span class="badge">Demo data</span>}
        </div>
        <h1>Sources: where the numbers come from</h1>
      </header>
      {error && <Problem error={error} again={again} kept={data !== null} />}
      {data?.items.length === 0 && <NothingYet />}
      {data === null && error === null && <div class="notice waiting-source" role="status" aria-label="Reading sources" />}
      {data?.items.map((source) => (
        <Source key={source.id} source={source} zone={settings?.zone ?? 'UTC'} changed={again} />
      ))}
    </div>
  );
}
