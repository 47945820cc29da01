import type { ServiceRow, WireMetric, WireScope } from '../api.ts';
import { some } from '../format.ts';
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

/** What the numbers do not say: services left out and why, work that waits. */
export function Unknowns({ scope, metrics, services, question }: Given) {
  const inScope = (services ?? []).filter(({ id, team }) =>
    question.service !== null ? id === question.service : question.team === null || team?.id === question.team,
  );
  const waiting = inScope.filter(({ undeployed }) => undeployed > 0);
  const weak = metrics.filter(({ provisional }) => provisional);
  const sum = waiting.reduce((total, { undeployed }) => total + undeployed, 0);
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
        <div>
          <dt>Merged, not deployed</dt>
          {services === null && <dd>…</dd>}
          {services !== null && waiting.length === 0 && <dd>Nothing waits: production has every merged change.</dd>}
          {waiting.length > 0 && (
            <dd>
              {some(sum, 'change')} {sum === 1 ? 'waits' : 'wait'}:{' '}
              {waiting
                .slice(0, 5)
                .map(({ name, undeployed }) => `${name} ${undeployed}`)
                .join(', ')}
              {waiting.length > 5 ? ` and ${some(waiting.length - 5, 'other service')}` : ''}.
            </dd>
          )}
        </div>
      </dl>
    </aside>
  );
}
