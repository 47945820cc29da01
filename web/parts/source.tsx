import type { SourceRow } from '../api.ts';
import { count, moment } from '../format.ts';
import { Collecting, CollectNow } from './collect.tsx';
import { Coverage } from './coverage.tsx';
import { Rejected } from './rejected.tsx';

const states: Readonly<Record<SourceRow['state'], string>> = {
  never: 'Never collected',
  running: 'Collecting now',
  waiting: 'Waiting',
  idle: 'Up to date',
  failed: 'Failed',
};

type Given = { readonly source: SourceRow; readonly zone: string; readonly changed: () => void };

/** The reason is told once: the last error tells it whole. */
export const stateInWords = ({ state, stateReason, lastError }: SourceRow): string =>
  `${states[state]}${stateReason === null || stateReason === lastError ? '' : `: ${stateReason}`}`;

/** One source: how it fares, what to do when it does not, and what was asked of it. */
export function Source({ source, zone, changed }: Given) {
  return (
    <section class="source card" aria-labelledby={`source-${source.id}`} data-source={source.id} data-state={source.state}>
      <header>
        <h2 id={`source-${source.id}`}>
          <bdi>{source.id}</bdi>
          {source.kind !== source.id && <span class="quiet"> {source.kind}</span>}
        </h2>
        <p class={`state ${source.state}`}>
          <span class="mark" aria-hidden="true" />
          {stateInWords(source)}
        </p>
        {source.demo ? (
          <p class="quiet small collect">Demo data: made once, never collected.</p>
        ) : (
          <CollectNow source={source} changed={changed} />
        )}
      </header>
      {!source.demo && <Collecting source={source} />}
      <Facts source={source} zone={zone} />
      {source.lastError !== null && <LastError source={source} zone={zone} />}
      {source.rejected > 0 && <Rejected source={source} zone={zone} />}
      <Coverage sourceId={source.id} read={source.lastSuccessAt} zone={zone} />
    </section>
  );
}

function Facts({ source, zone }: Pick<Given, 'source' | 'zone'>) {
  const at = (instant: string | null, otherwise: string): string => (instant === null ? otherwise : moment(new Date(instant), zone));
  const facts = [
    ['Last success', at(source.lastSuccessAt, 'not yet')],
    ['Next run', source.demo ? 'never' : at(source.nextRunAt, unscheduled[source.state])],
    // An account of PagerDuty has none.
    ...(source.kind === 'pagerduty' ? [] : [['Repositories', count(source.repositories)]]),
    ['Payloads not understood', source.rejected === 0 ? 'none' : count(source.rejected)],
    ...(source.url === null ? [] : [['Address', source.url]]),
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
