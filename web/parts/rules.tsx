import type { ServiceSettings } from '../../src/domain/service.ts';
import { carried, type Question } from '../question.ts';
import { rulesOf } from '../rule-words.ts';

type Given = { readonly service: string; readonly settings: ServiceSettings; readonly question: Question };

/** What counts for a service, in sentences, with the way to where it is configured. */
export function Rules({ service, settings, question }: Given) {
  return (
    <section class="rules" aria-labelledby="rules">
      <h2 id="rules">Rules in force</h2>
      <dl>
        {rulesOf(settings).map(({ of, said }) => (
          <div key={of}>
            <dt>{of}</dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a href={`/services/${encodeURIComponent(service)}/rules${carried(question)}`}>Try other rules</a> ·{' '}
        <a href={`/settings${carried(question, { q: service })}`}>Where each is configured</a>
      </p>
    </section>
  );
}
