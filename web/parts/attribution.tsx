/** An incident as one of its services sees it: what it is attributed to, why, and what a person can decide about that. */

import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { WireEntry, WireIncidentOfService } from '../api.ts';
import { actionsOn, consequenceOf, type IncidentAction, incidentActionInWords } from '../consequence-words.ts';
import type { Deciding, Decision } from '../decide.ts';
import { linkedBeside } from '../decision-words.ts';
import { duration, moment } from '../format.ts';
import { pageOf, type Question } from '../question.ts';
import { confidenceInWords, incidentStateInWords, kindInWords, namedDeployment, rungInWords } from '../story-words.ts';
import { type Act, Acts } from './act.tsx';
import { ChooseDeployment } from './choose-deployment.tsx';
import { Outcome } from './outcome.tsx';

type Given = { readonly incident: WireIncidentOfService; readonly question: Question; readonly zone: string };

type Decidable = {
  /** What people decided about the incident. */
  readonly entries: readonly WireEntry[];
  readonly deciding: Deciding;
};

export function Attribution({ incident, question, zone, entries, deciding }: Given & Decidable) {
  const heading = `service-${incident.serviceId}`;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>
        <a href={pageOf('services', incident.serviceId, question)}>
          <bdi>{incident.serviceName}</bdi>
        </a>
        : {incidentStateInWords(incident.state)}
      </h2>
      <Outcome deciding={deciding} />
      <div class="card said">
        <Why incident={incident} question={question} zone={zone} entries={entries} />
        <Choices incident={incident} zone={zone} deciding={deciding} />
      </div>
      <Around incident={incident} question={question} zone={zone} entries={entries} />
    </section>
  );
}

/** What it is attributed to, by which rung and how surely. */
function Why({ incident, question, zone, entries }: Given & Pick<Decidable, 'entries'>) {
  const beside = incident.rung === 1 ? linkedBeside(entries, incident) : [];
  const { deployment, state, reason, rung, confidence } = incident;
  return (
    <>
      {state === 'proposed' && (
        <p class="proposed">
          <strong>Proposed – does not count until somebody confirms.</strong>
        </p>
      )}
      {deployment === null ? (
        <p>It is attributed to no deployment.</p>
      ) : (
        <p>
          {state === 'proposed' ? 'It may belong to ' : 'Attributed to '}
          <a href={pageOf('deployments', deployment.id, question)}>
            <bdi>{namedDeployment(deployment, zone)}</bdi>
          </a>
          {beside.map((other) => (
            <Fragment key={other.id}>
              {' and to '}
              <a href={pageOf('deployments', other.id, question)}>
                <bdi>{namedDeployment(other, zone)}</bdi>
              </a>
            </Fragment>
          ))}
          {rungInWords(rung) !== null && `, because ${rungInWords(rung)}`}
          {confidence !== null && rung !== 1 && `. Evidence: ${confidenceInWords(confidence)}`}
        </p>
      )}
      <p class="quiet" dir="auto">
        {reason}
      </p>
    </>
  );
}

type ChoicesGiven = Pick<Given, 'incident' | 'zone'> & Pick<Decidable, 'deciding'>;

function Choices({ incident, zone, deciding }: ChoicesGiven) {
  const { id, serviceId, serviceName, deployment, title } = incident;
  const [picked, setChosen] = useState<string | null>(null);
  // What was moved there is no choice any more.
  const chosen = picked === incident.deploymentId ? null : picked;
  const named = { deployment: deployment && namedDeployment(deployment, zone), service: serviceName };
  const base = { subject: { kind: 'incident', key: id }, service: serviceId } as const;
  const decisionOf = (action: IncidentAction): Decision | string => {
    if (action === 'not_change_related') return { ...base, action };
    const target = action === 'move' || action === 'link' ? chosen : incident.deploymentId;
    return target === null ? 'Choose a deployment first.' : { ...base, action, target: { kind: 'deployment', key: target } };
  };
  const near = [...incident.before.toReversed(), ...incident.after];
  const acts = actionsOn(incident, incident.entryId !== null).map((action): Act => {
    const choosing = action === 'move' || action === 'link';
    return {
      id: action,
      name: incidentActionInWords(action, incident),
      says: consequenceOf(action, incident, named),
      decision: () => decisionOf(action),
      ...(choosing && {
        fields: (
          <ChooseDeployment
            service={serviceId}
            near={near}
            without={incident.deploymentId}
            chosen={chosen}
            choose={setChosen}
            zone={zone}
          />
        ),
      }),
    };
  });
  return <Acts acts={acts} about={`${title}, ${serviceName}`} deciding={deciding} />;
}

/** The deployments around its opening, in order. */
function Around({ incident, question, zone, entries }: Given & Pick<Decidable, 'entries'>) {
  const beside = incident.rung === 1 ? linkedBeside(entries, incident) : [];
  const blamed = new Set([incident.deploymentId, ...beside.map(({ id }) => id)]);
  if (incident.before.length + incident.after.length === 0)
    return <p class="quiet">No production deployment of this service is known around it.</p>;
  return (
    <>
      <h3>Deployments around its opening</h3>
      <ol class="around">
        {incident.before.toReversed().map((deployment) => (
          <Near key={deployment.id} deployment={deployment} incident={incident} blamed={blamed} question={question} zone={zone} />
        ))}
        <li class="opening">
          <strong>opened</strong>
          <span>{moment(new Date(incident.openedAt), zone)}</span>
        </li>
        {incident.after.map((deployment) => (
          <Near key={deployment.id} deployment={deployment} incident={incident} blamed={blamed} question={question} zone={zone} />
        ))}
      </ol>
    </>
  );
}

type NearGiven = Given & { readonly deployment: WireIncidentOfService['before'][number]; readonly blamed: ReadonlySet<string | null> };

function Near({ deployment, incident, blamed, question, zone }: NearGiven) {
  return (
    <li>
      <span class="quiet">
        {duration(Math.abs(deployment.fromOpening))} {deployment.fromOpening < 0 ? 'before' : 'after'}
      </span>
      <a href={pageOf('deployments', deployment.id, question)}>
        <bdi>{namedDeployment(deployment, zone)}</bdi>
      </a>
      <span>{kindInWords(deployment.kind)}</span>
      {blamed.has(deployment.id) && <strong>{incident.state === 'proposed' ? 'proposed' : 'attributed to this one'}</strong>}
    </li>
  );
}
