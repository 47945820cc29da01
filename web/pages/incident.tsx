import { useRoute } from 'preact-iso/router';
import { ask, type WireIncidentOfService, type WireIncidentStory } from '../api.ts';
import { useAsk } from '../ask.ts';
import { duration, moment } from '../format.ts';
import { useQuestion } from '../navigate.ts';
import { Moments } from '../parts/moments.tsx';
import { Outward } from '../parts/outward.tsx';
import { Missing, Problem } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { Where } from '../parts/where.tsx';
import { pageOf, type Question } from '../question.ts';
import { useSettings } from '../settings.ts';
import { confidenceInWords, incidentStateInWords, kindInWords, namedDeployment, rungInWords } from '../story-words.ts';
import { isZone } from '../zones.ts';
import '../styles/story.css';

/** One incident as each of its services sees it: its course, what ran around it, what it is attributed to and why. */
export function Incident() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const asking = useQuestion();
  const story = useAsk(`/incidents/${encodeURIComponent(id)}`, ask<WireIncidentStory>);
  const configured = useSettings().data?.zone ?? 'UTC';
  const { zone: chosen } = asking.question;
  const zone = chosen !== null && isZone(chosen) ? chosen : configured;
  const [first] = story.data?.services ?? [];
  useTitle(first?.title ?? 'Incident');
  if (story.error?.code === 'not_found') return <Missing what="incident" id={id} list="/incidents" />;
  const within = { ...asking, question: { ...asking.question, service: first?.serviceId ?? null, team: null } };
  return (
    <div class="page story">
      <Where asking={within} scope={null} title={first?.title ?? 'Incident'} choosing="goes" windowed={false} />
      {story.error && <Problem error={story.error} again={story.again} kept={story.data !== null} />}
      {story.data === null && story.error === null && (
        <p class="quiet" role="status">
          Reading …
        </p>
      )}
      {first && <Course incident={first} zone={zone} />}
      {(story.data?.services ?? []).map((incident) => (
        <Attribution key={incident.serviceId} incident={incident} question={asking.question} zone={zone} />
      ))}
    </div>
  );
}

function Course({ incident, zone }: { readonly incident: WireIncidentOfService; readonly zone: string }) {
  const { openedAt, acknowledgedAt, resolvedAt } = incident;
  const moments = [
    { name: 'Opened', at: openedAt, tone: 'worse' as const },
    ...(acknowledgedAt === null ? [] : [{ name: 'Acknowledged', at: acknowledgedAt }]),
    { name: 'Resolved', at: resolvedAt, tone: 'better' as const },
  ];
  return (
    <section aria-labelledby="course">
      <h2 id="course">{incident.duration === null ? 'Still open' : `Resolved after ${duration(incident.duration)}`}</h2>
      <Moments moments={moments} zone={zone} missing="not yet" />
      <p class="quiet small">
        {incident.urgency !== null && `Urgency ${incident.urgency} · `}
        <Outward url={incident.url}>At the provider</Outward> · fetched {moment(new Date(incident.fetchedAt), zone)}
      </p>
    </section>
  );
}

type Given = { readonly incident: WireIncidentOfService; readonly question: Question; readonly zone: string };

function Attribution({ incident, question, zone }: Given) {
  const { deployment, state, reason, rung, confidence } = incident;
  const heading = `service-${incident.serviceId}`;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>
        <a href={pageOf('services', incident.serviceId, question)}>
          <bdi>{incident.serviceName}</bdi>
        </a>
        : {incidentStateInWords(state)}
      </h2>
      <div class="card said">
        {deployment === null ? (
          <p>It is attributed to no deployment.</p>
        ) : (
          <p>
            Attributed to <a href={pageOf('deployments', deployment.id, question)}>{namedDeployment(deployment, zone)}</a>
            {rungInWords(rung) !== null && `, because ${rungInWords(rung)}`}
            {confidence !== null && `. Evidence: ${confidenceInWords(confidence)}`}
          </p>
        )}
        <p class="quiet">{reason}</p>
      </div>
      <Around incident={incident} question={question} zone={zone} />
    </section>
  );
}

/** The deployments around its opening, in order. */
function Around({ incident, question, zone }: Given) {
  if (incident.before.length + incident.after.length === 0)
    return <p class="quiet">No production deployment of this service is known around it.</p>;
  return (
    <>
      <h3>Deployments around its opening</h3>
      <ol class="around">
        {incident.before.toReversed().map((deployment) => (
          <Near key={deployment.id} deployment={deployment} incident={incident} question={question} zone={zone} />
        ))}
        <li class="opening">
          <strong>opened</strong>
          <span>{moment(new Date(incident.openedAt), zone)}</span>
        </li>
        {incident.after.map((deployment) => (
          <Near key={deployment.id} deployment={deployment} incident={incident} question={question} zone={zone} />
        ))}
      </ol>
    </>
  );
}

type NearGiven = Given & { readonly deployment: WireIncidentOfService['before'][number] };

function Near({ deployment, incident, question, zone }: NearGiven) {
  return (
    <li>
      <span class="quiet">
        {duration(Math.abs(deployment.fromOpening))} {deployment.fromOpening < 0 ? 'before' : 'after'}
      </span>
      <a href={pageOf('deployments', deployment.id, question)}>{namedDeployment(deployment, zone)}</a>
      <span>{kindInWords(deployment.kind)}</span>
      {deployment.id === incident.deploymentId && <strong>attributed to this one</strong>}
    </li>
  );
}
