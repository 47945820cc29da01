import { ask, type Page, type WireIncident, type WireScope } from '../api.ts';
import { toDecideInWords } from '../decision-words.ts';
import { useLiveAsk } from '../live.ts';
import { carried, patched, type Question } from '../question.ts';
import { Untold } from './states.tsx';

type Given = { readonly question: Question; readonly scope: Pick<WireScope, 'window'> };

/** Attributions nobody has confirmed yet, in the window of the page; the way to confirm or reject them. Nothing where there are none. */
export function ToDecide({ question, scope }: Given) {
  const { service, team } = question;
  const { from, to } = scope.window;
  const whose = service === null ? { team } : { service };
  const proposed = useLiveAsk(
    `/incidents${patched('', { ...whose, from, to, state: 'proposed', limit: '1' })}`,
    ask<Page<WireIncident> & { readonly total: number | null }>,
  );
  if (proposed.data === null && proposed.error !== null)
    return <Untold what="Whether attributions wait for a decision is not known" error={proposed.error} again={proposed.again} />;
  const n = proposed.data?.total ?? 0;
  if (n === 0) return null;
  return (
    <p class="to-decide">
      <a href={`/incidents${carried(question, { ...whose, state: 'proposed' })}`}>{toDecideInWords(n)}</a>
      <span class="quiet"> Until then {n === 1 ? 'it counts' : 'they count'} in no number.</span>
    </p>
  );
}
