import type { WireDeploymentName, WireDeploymentStory } from '../api.ts';
import { moment } from '../format.ts';
import { pageOf, type Question } from '../question.ts';
import { evidenceInWords, namedDeployment, restorationInWords } from '../story-words.ts';

type Given = { readonly story: WireDeploymentStory; readonly question: Question; readonly zone: string };

/** What ended its failure, and what it repaired itself. */
export function Restored({ story: { restoredBy, remediates }, question, zone }: Given) {
  if (restoredBy === null && remediates.length === 0) return null;
  return (
    <section aria-labelledby="restored">
      <h2 id="restored">
        {restoredBy === null ? 'What it repaired' : remediates.length === 0 ? 'What restored it' : 'What restored it, and what it repaired'}
      </h2>
      {restoredBy && (
        <p>
          {moment(new Date(restoredBy.at), zone)}: {restorationInWords(restoredBy)}
          {restoredBy.incident && (
            <>
              {': '}
              <a href={pageOf('incidents', restoredBy.incident.id, question)}>
                <bdi>{restoredBy.incident.title}</bdi>
              </a>
            </>
          )}
          {restoredBy.deployment && (
            <>
              {': '}
              <DeploymentLink deployment={restoredBy.deployment} question={question} zone={zone} />
            </>
          )}
        </p>
      )}
      {remediates.length > 0 && (
        <ul class="plain-list">
          {remediates.map(({ evidence, reason, deployment }) => (
            <li key={`${evidence} ${deployment.id}`}>
              By {evidenceInWords(evidence)} it repaired <DeploymentLink deployment={deployment} question={question} zone={zone} />{' '}
              <span class="quiet">({reason})</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

type LinkGiven = { readonly deployment: WireDeploymentName; readonly question: Question; readonly zone: string };

function DeploymentLink({ deployment, question, zone }: LinkGiven) {
  return <a href={pageOf('deployments', deployment.id, question)}>{namedDeployment(deployment, zone)}</a>;
}
