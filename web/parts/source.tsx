import { useState } from 'preact/hooks';
import { NoAnswer, type SourceRow, tell } from '../api.ts';
import { count, moment, some } from '../format.ts';
import { Coverage } from './coverage.tsx';

const states: Readonly<Record<SourceRow['state'], string>> = {
  never: 'Never collected',
  running: 'Collecting now',
  waiting: 'Waiting',
  idle: 'Up to date',
  failed: 'Failed',
};

type Given = { readonly source: SourceRow; readonly zone: string; readonly changed: () => void };

/** One source: how it fares, what to do when it does not, and what was asked of it. */
export function Source({ source, zone, changed }: Given) {
  return (
    <section class="source notice" aria-labelledby={`source-${source.id}`} data-source={source.id}>
      <header>
        <h2 id={`source-${source.id}`}>
          {source.id}
          {source.kind !== source.id && <span class="quiet"> {source.kind}</span>}
        </h2>
        <p class={`state ${source.state}`}>
          <span class="mark" aria-hidden="true" />
          {states[source.state]}
          {source.stateReason === null || source.stateReason === source.lastError ? '' : `: ${source.stateReason}`}
        </p>
        <CollectNow source={source} changed={changed} />
      </header>
      <Facts source={source} zone={zone} />
      {source.lastError !== null && <LastError source={source} zone={zone} />}
      <Coverage sourceId={source.id} read={source.lastSuccessAt} />
    </section>
  );
}

function Facts({ source, zone }: Pick<Given, 'source' | 'zone'>) {
  const at = (instant: string | null, otherwise: string): string =>
    instant === null ? otherwise : `${moment(new Date(instant), zone)} ${zone}`;
  const next = source.demo ? 'not scheduled: demo data are made once' : unscheduled[source.state];
  const facts = [
    ['Last success', at(source.lastSuccessAt, 'not yet')],
    ['Next run', at(source.nextRunAt, next)],
    ['Repositories', count(source.repositories)],
    ['Payloads not understood', source.rejected === 0 ? 'none' : count(source.rejected)],
    ...(source.url === null ? [] : [['Address', source.url]]),
    ...progressOf(source),
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const unscheduled: Readonly<Record<SourceRow['state'], string>> = {
  never: 'when a worker is free',
  running: 'after this one',
  waiting: 'goes on by itself',
  idle: 'when a worker is free',
  failed: 'not by itself: mend the cause, then collect',
};

/** How far a run is; nothing when none is under way. */
function progressOf({ state, progress }: SourceRow): readonly (readonly [string, string])[] {
  if (progress === null || (state !== 'running' && state !== 'waiting')) return [];
  const { repository, object, done, total, pages, records } = progress;
  const where = [repository, object?.replaceAll('_', ' ')].filter((name) => name != null).join(', ');
  const far = total === null ? '' : `${count(done)} of ${count(total)}`;
  const said = [where, far, some(pages, 'page'), some(records, 'record')].filter((text) => text !== '');
  return [['Progress', said.join(' · ')]];
}

function LastError({ source, zone }: Pick<Given, 'source' | 'zone'>) {
  const old = source.lastSuccessAt !== null && source.lastErrorAt !== null && source.lastSuccessAt > source.lastErrorAt;
  return (
    <div class={old ? 'fault old' : 'fault'}>
      <p>
        <strong>{old ? 'An earlier run failed' : 'The last run failed'}</strong>
        {source.lastErrorAt === null ? '' : ` on ${moment(new Date(source.lastErrorAt), zone)}`}: {source.lastError}
      </p>
      <p class="quiet">
        {old
          ? 'A later run succeeded: nothing needs doing.'
          : 'What was collected before stays. Mend the cause, then collect again; the log of “plumbline serve” says more.'}
      </p>
    </div>
  );
}

function CollectNow({ source, changed }: Pick<Given, 'source' | 'changed'>) {
  const [said, setSaid] = useState<string | null>(null);
  if (source.demo) return null;
  const busy = source.state === 'running';
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
        {busy ? some(source.repositories, 'repository', 'repositories') : said}
      </span>
      <button type="button" class="button" onClick={collect} disabled={busy}>
        Collect now
      </button>
    </div>
  );
}
