import { datesOf, isNow, type WireOwned } from '../owner-words.ts';
import { pageOf, type Question } from '../question.ts';

type Given = { readonly owned: readonly WireOwned[]; readonly question: Question; readonly zone: string; readonly now: Date };

/** Which teams own a service, now and before. The owner when a deployment finished owns it. */
export function Owners({ owned, question, zone, now }: Given) {
  return (
    <section class="owners" aria-labelledby="owners">
      <h2 id="owners">Team</h2>
      {owned.length === 0 && <p>No team owns this service. Name one in plumbline.yaml to see it among a team’s.</p>}
      <ul class="plain-list">
        {owned.map((one) => (
          <li key={`${one.team.id} ${one.from}`} class={isNow(one, now) ? undefined : 'quiet'}>
            <a href={pageOf('teams', one.team.id, question)}>
              <bdi>{one.team.name}</bdi>
            </a>{' '}
            {datesOf(one, zone)}
          </li>
        ))}
      </ul>
      {owned.length > 1 && <p class="quiet small">A deployment belongs to the team that owned the service when it finished.</p>}
    </section>
  );
}

/** Which services a team owns, owned or will own. */
export function OwnedServices({ owned, question, zone, now }: Given) {
  const [here, others] = [owned.filter((one) => isNow(one, now)), owned.filter((one) => !isNow(one, now))];
  return (
    <section class="card owners" aria-labelledby="owned">
      <h2 id="owned">Services</h2>
      {owned.length === 0 && <p>This team owns no service. Name it as the team of one in plumbline.yaml.</p>}
      <ServiceList owned={here} question={question} zone={zone} />
      {others.length > 0 && (
        <>
          <h3>Owned at another time</h3>
          <ServiceList owned={others} question={question} zone={zone} />
          <p class="quiet small">What was deployed while it was theirs stays with this team.</p>
        </>
      )}
    </section>
  );
}

function ServiceList({ owned, question, zone }: Omit<Given, 'now'>) {
  return (
    <ul class="plain-list">
      {owned.map((one) => (
        <li key={`${one.service.id} ${one.from}`}>
          <a href={pageOf('services', one.service.id, question)}>
            <bdi>{one.service.name}</bdi>
          </a>{' '}
          <span class="quiet">{datesOf(one, zone)}</span>
        </li>
      ))}
    </ul>
  );
}
