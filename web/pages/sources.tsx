import { useEffect } from 'preact/hooks';
import { ask, type Page, type SourceRow } from '../api.ts';
import { useAsk } from '../ask.ts';
import { some } from '../format.ts';
import { useLive } from '../live.ts';
import { withChange } from '../live-state.ts';
import { Source } from '../parts/source.tsx';
import { NothingYet, Problem } from '../parts/states.tsx';
import { useSettings } from '../settings.ts';
import '../styles/sources.css';

const busy = ({ state }: SourceRow): boolean => state === 'running' || state === 'waiting';

/** "3 sources: 1 collecting, 2 up to date". */
export function sourcesInWords(sources: readonly SourceRow[]): string {
  const parts = [
    ['failed', sources.filter(({ state }) => state === 'failed').length],
    ['collecting', sources.filter(busy).length],
    ['never collected', sources.filter(({ state }) => state === 'never').length],
    ['up to date', sources.filter(({ state }) => state === 'idle').length],
  ] as const;
  const said = parts.filter(([, n]) => n > 0).map(([name, n]) => (n === sources.length ? name : `${n} ${name}`));
  return `${some(sources.length, 'source')}: ${said.join(', ')}`;
}

/** Where the data come from, how they fare, and what was asked of them. */
export function Sources() {
  const { data, error, again } = useAsk('/sources', ask<Page<SourceRow>>);
  const live = useLive((now) => now);
  const settings = useSettings().data;
  const zone = settings?.zone ?? 'UTC';
  const sources = data?.items.map((row) => withChange(row, live)) ?? null;
  useEffect(() => {
    document.title = 'Sources – Plumbline';
  }, []);
  // What the stream does not tell, such as how many repositories there are, is asked for when a run ends or a source comes.
  const ended = [...live.sources].map(([id, { lastFinishedAt }]) => `${id} ${lastFinishedAt}`);
  const told = new Set(data?.items.map(({ id, lastFinishedAt }) => `${id} ${lastFinishedAt}`));
  const untold = data === null ? '' : ended.filter((one) => !told.has(one)).join();
  useEffect(() => {
    if (untold !== '') again();
  }, [untold]);
  return (
    <div class="page">
      <header class="where still">
        <div class="crumbs">
          <a class="organisation" href="/">
            {settings?.organisation ?? '…'}
          </a>
          {settings?.demo === true && <span class="badge">Demo data</span>}
        </div>
        <h1>Sources: where the numbers come from</h1>
        <p class="quiet small" role="status">
          {live.trouble ??
            (sources === null
              ? error === null
                ? 'Reading …'
                : ''
              : sources.length === 0
                ? ''
                : `${sourcesInWords(sources)}. Times in ${zone}.`)}
        </p>
      </header>
      {error && <Problem error={error} again={again} kept={data !== null} />}
      {sources?.length === 0 && <NothingYet />}
      {sources === null && error === null && <div class="card waiting-source" role="status" aria-label="Reading sources" />}
      {sources?.map((source) => (
        <Source key={source.id} source={source} zone={zone} changed={again} />
      ))}
    </div>
  );
}
