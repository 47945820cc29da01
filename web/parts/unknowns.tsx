import type { WireAnswer, WireSpread } from '../api.ts';
import { ago, some } from '../format.ts';
import { carried, pageOf, type Question } from '../question.ts';
import { ToDecide } from './to-decide.tsx';

type Given = { readonly spread: WireSpread; readonly blended: WireAnswer | null; readonly question: Question };

const remedies: Readonly<Record<string, string>> = {
  'no deployment rules': 'has no deployment rule: it is left out of every number',
  'no incident source': 'has no incident source: it is left out of stability',
};

/** Services named one by one; the table below has them all. */
const mostNamed = 4;

/** What the numbers do not say: services left out and why, services too quiet to say, work that waits. */
export function Unknowns({ spread, blended, question }: Given) {
  const { leftOut, now } = spread.scope;
  const weak = (blended?.metrics ?? []).filter(({ provisional }) => provisional);
  const quiet = quietServices(spread);
  return (
    <aside class="spread beside" aria-labelledby="unknowns">
      <header>
        <p class="name">Beside the numbers</p>
      </header>
      <h2 id="unknowns">What is not known</h2>
      <ul class="facts">
        {leftOut.slice(0, mostNamed).map(({ serviceId, name, reason }) => (
          <li key={`${serviceId} ${reason}`}>
            <Named id={serviceId} name={name} question={question} /> {remedies[reason] ?? reason}.
          </li>
        ))}
        {leftOut.length > mostNamed && <li>and {some(leftOut.length - mostNamed, 'other service')}.</li>}
        {quiet.slice(0, mostNamed).map(({ serviceId, name, n }) => (
          <li key={serviceId}>
            <Named id={serviceId} name={name} question={question} />: {some(n, 'deployment')} in the window, too few for a share.
          </li>
        ))}
        {quiet.length > mostNamed && <li>and {some(quiet.length - mostNamed, 'other quiet service')}.</li>}
        {weak.length > 0 && <li>{weak.map(({ title }) => title).join(', ')}: data quality is below 60, so provisional.</li>}
        {leftOut.length + quiet.length + weak.length === 0 && <li>Every service here has what the five metrics need.</li>}
      </ul>
      <div class="waits">
        <ToDecide question={question} scope={spread.scope} />
        <Waiting spread={spread} question={question} now={new Date(now)} />
      </div>
    </aside>
  );
}

function Named({ id, name, question }: { readonly id: string; readonly name: string; readonly question: Question }) {
  return (
    <a href={pageOf('services', id, question)}>
      <bdi>{name}</bdi>
    </a>
  );
}

/** Services with fewer deployments than a share needs, by what their frequency counted. */
function quietServices({ metrics, services }: WireSpread) {
  const frequency = metrics.find(({ id }) => id === 'deployment-frequency')?.services ?? [];
  const few = new Map(frequency.filter(({ state, n }) => state !== 'no_source' && n < 5).map(({ serviceId, n }) => [serviceId, n]));
  return services.flatMap(({ serviceId, name }) => {
    const n = few.get(serviceId);
    return n === undefined ? [] : [{ serviceId, name, n }];
  });
}

/** Changes that are merged and not in production, and how old the oldest is. */
function Waiting({
  spread: { services, scope },
  question,
  now,
}: {
  readonly spread: WireSpread;
  readonly question: Question;
  readonly now: Date;
}) {
  // A service that left the team is among its services for what it did then; what waits there now is its new owner's.
  const waiting = services.filter(({ undeployed, team }) => undeployed > 0 && (scope.teamId === null || team?.id === scope.teamId));
  const sum = waiting.reduce((total, { undeployed }) => total + undeployed, 0);
  const ages = waiting.flatMap(({ oldestUndeployedAt }) => (oldestUndeployedAt === null ? [] : [oldestUndeployedAt])).sort();
  const [oldest] = ages;
  if (sum === 0) return <p>Nothing waits: production has every merged change.</p>;
  return (
    <p>
      Waiting:{' '}
      <a href={`/changes${carried(question, { team: question.team, state: 'undeployed' })}`}>
        {some(sum, 'change')} merged, not deployed
        {oldest === undefined ? '' : `, the oldest since ${ago(new Date(oldest), now)}`}
      </a>
    </p>
  );
}
