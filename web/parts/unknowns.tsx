import { ask, type Page, type ServiceRow, type WireMetric, type WireScope } from '../api.ts';
import { useAsk } from '../ask.ts';
import { ago, some } from '../format.ts';
import type { Question } from '../question.ts';

type Given = {
  readonly scope: WireScope;
  readonly metrics: readonly WireMetric[];
  readonly services: readonly ServiceRow[] | null;
  readonly question: Question;
};

const remedies: Readonly<Record<string, string>> = {
  'no deployment rules': 'has no deployment rule: it is left out of every number',
  'no incident source': 'has no incident source: it is left out of stability',
};

/** Services named one by one; a table below has them all. */
const mostNamed = 5;

/** What the numbers do not say: services left out and why, work that waits. */
export function Unknowns({ scope, metrics, services, question }: Given) {
  const inScope = (services ?? []).filter(({ id, team }) =>
    question.service !== null ? id === question.service : question.team === null || team?.id === question.team,
  );
  const weak = metrics.filter(({ provisional }) => provisional);
  return (
    <aside class="panel beside" aria-labelledby="unknowns">
      <header>
        <p class="name">Beside the numbers</p>
      </header>
      <h3 id="unknowns">
        {scope.leftOut.length === 0 ? 'No service is left out' : `${some(scope.leftOut.length, 'service')} left out of some numbers`}
      </h3>
      <dl>
        <div>
          <dt>Not known</dt>
          {scope.leftOut.map(({ serviceId, name, reason }) => (
            <dd key={`${serviceId} ${reason}`}>
              <strong>{name}</strong> {remedies[reason] ?? reason}.
            </dd>
          ))}
          {scope.leftOut.length === 0 && <dd>Every service here has what the five metrics need.</dd>}
        </div>
        {weak.length > 0 && (
          <div>
            <dt>Provisional</dt>
            <dd>{weak.map(({ title }) => title).join(', ')}: data quality is below 60.</dd>
          </div>
        )}
        <Waiting services={inScope} question={question} now={new Date(scope.now)} known={services !== null} />
        <div>
          <dt>Last deployment</dt>
          {inScope.slice(0, mostNamed).map(({ id, name, lastDeploymentAt }) => (
            <dd key={id} class="pair">
              <span>{name}</span>
              <span>{lastDeploymentAt === null ? 'none yet' : ago(new Date(lastDeploymentAt), new Date(scope.now))}</span>
            </dd>
          ))}
          {inScope.length > mostNamed && <dd class="quiet">and {some(inScope.length - mostNamed, 'other service')}, in the table below</dd>}
        </div>
      </dl>
    </aside>
  );
}

type WaitingGiven = {
  readonly services: readonly ServiceRow[];
  readonly question: Question;
  readonly now: Date;
  readonly known: boolean;
};

/** Changes that are merged and not in production, and how old the oldest is. */
function Waiting({ services, question, now, known }: WaitingGiven) {
  const waiting = services.filter(({ undeployed }) => undeployed > 0);
  const sum = waiting.reduce((total, { undeployed }) => total + undeployed, 0);
  const { service, team } = question;
  const whose = service !== null ? `&service=${encodeURIComponent(service)}` : team !== null ? `&team=${encodeURIComponent(team)}` : '';
  const oldest = useAsk(sum === 0 ? null : `/changes?state=undeployed&limit=1${whose}`, ask<Page<{ readonly committedAt: string }>>);
  const first = oldest.fresh ? oldest.data?.items[0] : undefined;
  return (
    <div>
      <dt>Merged, not deployed</dt>
      {!known && <dd>…</dd>}
      {known && sum === 0 && <dd>Nothing waits: production has every merged change.</dd>}
      {sum > 0 && (
        <dd>
          {some(sum, 'change')} in {some(waiting.length, 'service')}
          {first === undefined ? '' : `, the oldest committed ${ago(new Date(first.committedAt), now)}`}
        </dd>
      )}
    </div>
  );
}
