import { useEffect, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { ask, type WireAnswer, type WireSpread } from '../api.ts';
import { useCatalog } from '../catalog.ts';
import { useLiveAsk } from '../live.ts';
import { type Asking, useQuestion } from '../navigate.ts';
import { Evidence } from '../parts/evidence.tsx';
import { ServicesTable } from '../parts/services-table.tsx';
import { SpreadQuality } from '../parts/spread-quality.tsx';
import { SpreadRow } from '../parts/spread-row.tsx';
import { NothingCollected, NothingYet, Problem } from '../parts/states.tsx';
import { Unknowns } from '../parts/unknowns.tsx';
import { Where } from '../parts/where.tsx';
import { apiQuery, pageOf } from '../question.ts';
import { useSettings } from '../settings.ts';

/** The organisation: how its services spread on each metric, who moved, what is not known. */
export function Overview() {
  const asking = useQuestion();
  useElsewhere(asking);
  useEffect(() => {
    document.title = 'Plumbline';
  }, []);
  const question = { ...asking.question, service: null, team: null, bucket: null };
  const spread = useLiveAsk(`/spread${apiQuery(question, { trend: 'true' })}`, ask<WireSpread>);
  const blended = useLiveAsk(`/metrics${apiQuery(question, { trend: 'true' })}`, ask<WireAnswer>);
  const catalog = useCatalog();
  const settings = useSettings();
  const asked = [spread, blended, catalog.services, catalog.teams, settings];
  const failed = asked.find(({ error }) => error !== null);
  const again = (): void => {
    for (const one of asked) if (one.error !== null) one.again();
  };
  const scope = spread.data?.scope ?? null;
  // Both at once: a strip that grows by its blended number would move what is below it.
  const waiting = [spread, blended].some(({ data, error }) => data === null && error === null) && spread.error === null;
  return (
    <div class="page">
      <Where
        asking={asking}
        scope={scope}
        title="Delivery"
        choosing="goes"
        beside={spread.data && <SpreadQuality spread={spread.data} question={question} />}
      />
      {failed?.error && (
        <Problem error={failed.error} again={again} kept={spread.data !== null}>
          {failed === spread && spread.error?.code !== 'unavailable' && <a href="/">Start again from the usual window</a>}
        </Problem>
      )}
      {spread.data?.services.length === 0 ? (
        <NothingYet />
      ) : (
        <>
          {scope !== null && scope.exposureDays === 0 && <NothingCollected />}
          {waiting ? (
            <SpreadSpace />
          ) : (
            spread.data && <Spread asking={asking} spread={spread.data} blended={blended.data} fresh={spread.fresh} />
          )}
        </>
      )}
      <Evidence asking={asking} />
    </div>
  );
}

/** An address from before services and teams had pages of their own. */
function useElsewhere({ question }: Asking): void {
  const { route } = useLocation();
  const { service, team } = question;
  useEffect(() => {
    if (service !== null) route(pageOf('services', service, question), true);
    else if (team !== null) route(pageOf('teams', team, question), true);
  }, [service, team]);
}

type Given = { readonly asking: Asking; readonly spread: WireSpread; readonly blended: WireAnswer | null; readonly fresh: boolean };

/** The strips, what they do not say, and every service by itself. */
export function Spread({ asking, spread, blended, fresh }: Given) {
  const names = useMemo(() => new Map(spread.services.map(({ serviceId, name }) => [serviceId, name])), [spread]);
  const nameOf = useMemo(() => (id: string) => names.get(id) ?? id, [names]);
  return (
    <>
      <section class={fresh ? 'spreads' : 'spreads stale'} aria-label="Metrics" aria-busy={!fresh}>
        {spread.metrics.map((metric) => (
          <SpreadRow
            key={metric.id}
            metric={metric}
            blended={blended?.metrics.find(({ id }) => id === metric.id) ?? null}
            scope={spread.scope}
            blendedScope={blended?.scope ?? null}
            nameOf={nameOf}
            asking={asking}
          />
        ))}
        <Unknowns spread={spread} blended={blended} question={asking.question} />
      </section>
      <ServicesTable asking={asking} spread={spread} />
    </>
  );
}

/** Boxes of the size the strips will have. */
export function SpreadSpace() {
  return (
    <section class="spreads" aria-label="Metrics" aria-busy="true">
      <p class="unseen" role="status">
        Reckoning …
      </p>
      {[1, 2, 3, 4, 5].map((place) => (
        <div key={place} class="spread waiting" aria-hidden="true">
          <i class="bar short" />
          <i class="bar" />
          <i class="bar tall" />
        </div>
      ))}
    </section>
  );
}
