import { useCallback, useEffect, useRef } from 'preact/hooks';
import { ask, askAll, type ServiceRow, type TeamRow, type WireAnswer } from '../api.ts';
import { type Asked, useAsk } from '../ask.ts';
import { type Asking, useQuestion } from '../navigate.ts';
import { EvidenceSheet } from '../parts/evidence.tsx';
import { Panel } from '../parts/panel.tsx';
import { ServicesTable } from '../parts/services-table.tsx';
import { NothingCollected, NothingYet, Problem } from '../parts/states.tsx';
import { Unknowns } from '../parts/unknowns.tsx';
import { Where } from '../parts/where.tsx';
import { apiQuery } from '../question.ts';
import { useSettings } from '../settings.ts';

const listed = <T,>(path: string, signal: AbortSignal) => askAll<T>(path, signal);

/** The five answers of the organisation, a team or a service. */
export function Overview() {
  const asking = useQuestion();
  const answer = useAsk(`/metrics${apiQuery(asking.question, { series: 'true' })}`, ask<WireAnswer>);
  const services = useAsk('/services', listed<ServiceRow>);
  const teams = useAsk('/teams', listed<TeamRow>);
  const scope = answer.data?.scope ?? null;
  const settings = useSettings();
  const failed = [answer, services, teams, settings].find(({ error }) => error !== null);
  const again = (): void => {
    for (const asked of [answer, services, teams, settings]) if (asked.error !== null) asked.again();
  };
  useTitle(asking, services.data);
  return (
    <div class="page">
      <Where asking={asking} scope={scope} services={services.data ?? []} teams={teams.data ?? []} />
      {failed?.error && (
        <Problem error={failed.error} again={again} kept={answer.data !== null}>
          {failed === answer && answer.error?.code !== 'unavailable' && <a href="/">Start again from the whole organisation</a>}
        </Problem>
      )}
      {services.data?.length === 0 ? (
        <NothingYet />
      ) : (
        <>
          {scope !== null && scope.exposureDays === 0 && <NothingCollected />}
          <Panels asking={asking} answer={answer} services={services.data} />
          {asking.question.service === null && scope !== null && services.data !== null && (
            <ServicesTable asking={asking} services={services.data} />
          )}
        </>
      )}
    </div>
  );
}

function useTitle({ question }: Asking, services: readonly ServiceRow[] | null): void {
  const service = services?.find(({ id }) => id === question.service);
  useEffect(() => {
    document.title = service ? `${service.name} – Plumbline` : 'Plumbline';
  }, [service]);
}

type PanelsGiven = { readonly asking: Asking; readonly answer: Asked<WireAnswer>; readonly services: readonly ServiceRow[] | null };

function Panels({ asking, answer, services }: PanelsGiven) {
  const { question, change } = asking;
  const grid = useRef<HTMLDivElement>(null);
  const close = useCallback(() => {
    const opener = grid.current?.querySelector<HTMLButtonElement>(`[data-evidence="${question.evidence}"]`);
    change({ evidence: null });
    opener?.focus();
  }, [change, question.evidence]);
  if (answer.data === null) return answer.error === null ? <Skeleton /> : null;
  const { scope, metrics } = answer.data;
  const opened = metrics.find(({ id }) => id === question.evidence);
  return (
    <>
      <section ref={grid} class={answer.fresh ? 'panels' : 'panels stale'} aria-label="Metrics" aria-busy={answer.loading}>
        {metrics.map((metric) => (
          <Panel key={metric.id} metric={metric} scope={scope} question={question} open={() => change({ evidence: metric.id })} />
        ))}
        <Unknowns scope={scope} metrics={metrics} services={services} question={question} />
      </section>
      {opened && <EvidenceSheet key={opened.id} metric={opened} scope={scope} question={question} close={close} />}
    </>
  );
}

/** Six boxes of the size the panels will have. */
function Skeleton() {
  return (
    <section class="panels" aria-label="Metrics" aria-busy="true">
      <p class="unseen" role="status">
        Reckoning …
      </p>
      {[1, 2, 3, 4, 5, 6].map((place) => (
        <div key={place} class="panel waiting" aria-hidden="true">
          <i class="bar short" />
          <i class="bar" />
          <i class="bar tall" />
          <i class="bar" />
          <i class="bar chart" />
        </div>
      ))}
    </section>
  );
}
