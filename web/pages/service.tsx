import { useRoute } from 'preact-iso/router';
import type { ServiceSettings } from '../../src/domain/service.ts';
import type { Quality as QualityAnswer } from '../../src/metrics/result.ts';
import { ask, type ServiceRow, type WireAnswer, type WireFlow } from '../api.ts';
import { useAsk } from '../ask.ts';
import { useInfluence } from '../influence.ts';
import { useLiveAsk } from '../live.ts';
import { type Asking, useQuestion } from '../navigate.ts';
import type { WireOwned } from '../owner-words.ts';
import { Evidence } from '../parts/evidence.tsx';
import { FlowStages } from '../parts/flow.tsx';
import { Owners } from '../parts/owners.tsx';
import { Panels } from '../parts/panels.tsx';
import { Quality } from '../parts/quality.tsx';
import { Rules } from '../parts/rules.tsx';
import { Missing, NothingCollected, Problem, Untold } from '../parts/states.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { useTitle } from '../parts/title.ts';
import { ToDecide } from '../parts/to-decide.tsx';
import { Waiting } from '../parts/waiting.tsx';
import { Where } from '../parts/where.tsx';
import { apiQuery, chartQuery, qualityOf } from '../question.ts';
import { useSettings } from '../settings.ts';
import '../styles/service.css';

type ServiceAnswer = ServiceRow & {
  readonly settings: ServiceSettings;
  readonly owners: readonly WireOwned[];
  readonly quality: { readonly quality: QualityAnswer } | null;
};

/** One service: its five answers, what happened to it, where time goes, what waits, and by which rules all of that is counted. */
export function Service() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const asking = useQuestion({ service: id });
  const service = useAsk(`/services/${encodeURIComponent(id)}`, ask<ServiceAnswer>);
  const known = service.data?.id === id ? service.data : null;
  useTitle(known?.name ?? id);
  if (service.error?.code === 'not_found') return <Missing what="service" id={id} list="/" />;
  return <About key={id} asking={asking} service={known} error={service.error} again={service.again} />;
}

type Given = Pick<ReturnType<typeof useAsk<ServiceAnswer>>, 'error' | 'again'> & {
  readonly asking: Asking;
  readonly service: ServiceAnswer | null;
};

function About({ asking, service, error, again }: Given) {
  const { question } = asking;
  const id = question.service ?? '';
  const answer = useLiveAsk(`/metrics${chartQuery(question)}`, ask<WireAnswer>);
  const flow = useLiveAsk(`/flow${apiQuery({ ...question, bucket: null, compare: false })}`, ask<WireFlow>);
  const scope = answer.data?.scope ?? null;
  const influence = useInfluence(id, scope);
  const settings = useSettings().data;
  const zone = question.zone ?? settings?.zone ?? 'UTC';
  const now = new Date(scope?.now ?? settings?.now ?? Date.now());
  const failed = [answer, flow].filter((one) => one.error !== null);
  const [first] = failed;
  const quality = service?.quality?.quality ?? null;
  return (
    <div class="page service">
      <Where
        asking={asking}
        scope={scope}
        title={service?.name ?? id}
        choosing="goes"
        charts
        beside={
          quality && <Quality quality={quality} provisional={quality.score !== null && quality.score < 60} all={qualityOf(question)} />
        }
      />
      {error && <Problem error={error} again={again} kept={service !== null} />}
      {first?.error && (
        <Problem error={first.error} again={() => failed.map((one) => one.again())} kept={first.data !== null}>
          {first.error.code === 'invalid' && <a href={`/services/${encodeURIComponent(id)}`}>Start again from the usual window</a>}
        </Problem>
      )}
      {scope !== null && scope.exposureDays === 0 && <NothingCollected />}
      <Panels asking={asking} answer={answer} sixth={<Waiting asking={asking} flow={flow} />} influence={influence.n} />
      {influence.error && (
        <Untold what="What people decided about these numbers is not known" error={influence.error} again={influence.again} />
      )}
      {scope !== null && <ToDecide question={question} scope={scope} />}
      {(scope !== null || answer.error === null) && (
        <Timeline
          service={id}
          question={question}
          scope={scope}
          stability={service?.stability ?? true}
          collected={(service?.settings.incidents.length ?? 1) > 0}
        />
      )}
      <FlowStages asking={asking} flow={flow} />
      {service !== null && (
        <div class="card about">
          <Rules service={id} settings={service.settings} question={question} />
          <Owners owned={service.owners} question={question} zone={zone} now={now} />
        </div>
      )}
      <Evidence asking={asking} />
    </div>
  );
}
