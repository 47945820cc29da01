import { useEffect, useId, useState } from 'preact/hooks';
import { ask, type Page, type WireDeployment, type WireDeploymentName } from '../api.ts';
import { useAsk } from '../ask.ts';
import { count } from '../format.ts';
import { patched } from '../question.ts';
import { kindInWords, namedDeployment } from '../story-words.ts';
import { Icon } from './icon.tsx';

type Given = {
  readonly service: string;
  /** Offered at once. */
  readonly near: readonly WireDeploymentName[];
  /** The one it is attributed to now: no choice. */
  readonly without: string | null;
  readonly chosen: string | null;
  readonly choose: (id: string) => void;
  readonly zone: string;
};

const offered = 8;

/** One deployment of a service: of those around, or found by version, title or id. */
export function ChooseDeployment({ service, near, without, chosen, choose, zone }: Given) {
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState('');
  const [kept, setKept] = useState<WireDeploymentName | null>(null);
  const name = useId();
  useEffect(() => {
    const pause = setTimeout(() => setWanted(text.trim()), 250);
    return () => clearTimeout(pause);
  }, [text]);
  const key = `/deployments${patched('', { service, q: wanted, tier: 'production', outcome: 'succeeded', limit: String(offered) })}`;
  const found = useAsk(wanted === '' ? null : key, ask<Page<WireDeployment> & { readonly total: number | null }>);
  const searched = wanted === '' ? null : found.data;
  const rows = (searched?.items ?? near).filter(({ id }) => id !== without);
  // What was chosen stays on offer, whatever is searched for next.
  const all = kept === null || rows.some(({ id }) => id === kept.id) ? rows : [kept, ...rows];
  const left = (searched?.total ?? 0) - (searched?.items.length ?? 0);
  return (
    <fieldset class="choose">
      <legend>Deployment</legend>
      <label class="search">
        <Icon name="search" />
        <span class="unseen">Search version, title or id</span>
        <input
          type="search"
          value={text}
          placeholder="version, title or id"
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
      </label>
      {all.map((deployment) => (
        <label key={deployment.id} class="choice">
          <input
            type="radio"
            name={name}
            value={deployment.id}
            checked={chosen === deployment.id}
            onChange={() => {
              setKept(deployment);
              choose(deployment.id);
            }}
          />
          <span>
            <bdi>{namedDeployment(deployment, zone)}</bdi> <span class="quiet">{kindInWords(deployment.kind)}</span>
          </span>
        </label>
      ))}
      <p class="quiet small" role="status">
        {wanted !== '' && found.loading && 'Searching …'}
        {found.error !== null && wanted !== '' && found.error.message}
        {searched !== null && !found.loading && searched.items.length === 0 && `No production deployment that succeeded has “${wanted}”.`}
        {left > 0 && `and ${count(left)} more: write more of its name`}
        {wanted === '' && all.length === 0 && 'None is known around it: search for one.'}
      </p>
    </fieldset>
  );
}
