import { useEffect } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso/router';
import { ask, type WireIncidentStory } from '../api.ts';
import { useAsk } from '../ask.ts';
import { useDecisions } from '../decide.ts';
import { useQuestion } from '../navigate.ts';
import { Attribution } from '../parts/attribution.tsx';
import { IncidentCourse } from '../parts/course.tsx';
import { Decisions, type Entries } from '../parts/decisions.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { Missing, Problem } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { Where } from '../parts/where.tsx';
import { pageOf, patched } from '../question.ts';
import { useSettings } from '../settings.ts';
import { isZone } from '../zones.ts';
import '../styles/story.css';
import '../styles/decide.css';

/** One incident as each of its services sees it: its course, what ran around it, what it is attributed to and why, and what people decided. */
export function Incident() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const asking = useQuestion();
  const { question } = asking;
  const story = useAsk(`/incidents/${encodeURIComponent(id)}`, ask<WireIncidentStory>);
  const ledger = useAsk(`/ledger${patched('', { about: id, limit: '100' })}`, ask<Entries>);
  const configured = useSettings().data?.zone ?? 'UTC';
  const zone = question.zone !== null && isZone(question.zone) ? question.zone : configured;
  const decisions = useDecisions(() => {
    story.again();
    ledger.again();
  });
  const { data, error } = story;
  const [first] = data?.services ?? [];
  useTitle(first?.title ?? 'Incident');
  const { route } = useLocation();
  const survivor = data !== null && story.fresh && data.id !== id ? data.id : null;
  useEffect(() => {
    // It was merged into another one: that is the address to hand on.
    if (survivor !== null) route(pageOf('incidents', survivor, question), true);
  }, [survivor]);
  const gone = error?.code === 'not_found';
  // Seen a moment ago, it is gone by a decision, which can be undone below.
  if (gone && !story.fresh) return <Missing what="incident" id={id} list="/incidents" />;
  const within = { ...asking, question: { ...question, service: first?.serviceId ?? null, team: null } };
  return (
    <div class="page story">
      <Where asking={within} scope={null} title={first?.title ?? 'Incident'} choosing="goes" windowed={false} />
      {error && !gone && <Problem error={error} again={story.again} kept={data !== null} />}
      {data === null && error === null && (
        <p class="quiet" role="status">
          Reading …
        </p>
      )}
      {data && first && <IncidentCourse incident={first} story={data} zone={zone} />}
      {gone && (
        <div class="notice">
          <p>No service sees this incident any more: only a decision had put it there. Undo the one that took it away to see it again.</p>
        </div>
      )}
      {(gone ? [] : (data?.services ?? [])).map((incident) => (
        <Attribution
          key={incident.serviceId}
          incident={incident}
          question={question}
          zone={zone}
          entries={ledger.data?.items ?? []}
          deciding={decisions.within(incident.serviceId)}
        />
      ))}
      {data && (
        <>
          <Outcome deciding={decisions.within('')} />
          <Decisions ledger={ledger} on={id} deciding={decisions.within('')} question={question} zone={zone} />
        </>
      )}
    </div>
  );
}
