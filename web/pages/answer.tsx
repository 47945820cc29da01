import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso/router';
import { fragmentOf, keyFor, type Opening, readFragment } from '../answer-key.ts';
import { badAddress, faultOf, isPassing } from '../answer-words.ts';
import { send, type WireQuestionnaire } from '../api.ts';
import { useAsk } from '../ask.ts';
import { Questionnaire } from '../parts/answer-questionnaire.tsx';
import { AnswerPage, Refused } from '../parts/answer-refused.tsx';
import { useTitle } from '../parts/title.ts';
import '../styles/decide.css';
import '../styles/answer.css';

/** What the fragment says now, and ways to write it: the router knows nothing of fragments. */
function useFragment() {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const look = (): void => setFragment(location.hash);
    const stop = new AbortController();
    addEventListener('popstate', look, { signal: stop.signal });
    addEventListener('hashchange', look, { signal: stop.signal });
    return () => stop.abort();
  }, []);
  const write = (next: string, replace: boolean): void => {
    if (replace) history.replaceState(null, '', next);
    else history.pushState(null, '', next);
    setFragment(next);
  };
  return { fragment, write };
}

/** The questionnaire behind a link or an address to come back to. */
export function Answer() {
  useTitle('Questionnaire');
  const { params } = useRoute();
  const campaign = params.id ?? '';
  const { fragment, write } = useFragment();
  const opening = readFragment(fragment);
  if (opening === null) return <Refused fault={badAddress} />;
  const key = opening.key ?? keyFor(campaign, opening.token);
  return <Opened key={`${campaign} ${key}`} {...{ campaign, opening, secret: key, write }} />;
}

type Given = {
  readonly campaign: string;
  readonly opening: Opening;
  readonly secret: string;
  readonly write: (fragment: string, replace: boolean) => void;
};

function Opened({ campaign, opening, secret: key, write }: Given) {
  const open = (_: string, signal: AbortSignal): Promise<WireQuestionnaire> =>
    opening.key === null
      ? send('/assessments/answers/begin', { campaign, token: opening.token, key }, signal)
      : send('/assessments/answers/read', { campaign, key }, signal);
  const { data, error, again } = useAsk(`${campaign} ${key}`, open);
  useLayoutEffect(() => {
    // From now on the address is one to come back to.
    if (data !== null && opening.key === null) write(fragmentOf(key, null), true);
  }, [data]);
  useEffect(() => {
    if (data !== null) return;
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [data]);
  if (data !== null)
    return (
      <Questionnaire
        questionnaire={data}
        secret={key}
        at={opening.key === null ? null : opening.at}
        go={(at) => write(fragmentOf(key, at), false)}
      />
    );
  if (error === null) return <AnswerPage title="One moment" />;
  if (!isPassing(error)) return <Refused fault={faultOf(error)} />;
  return (
    <Refused fault={faultOf(error)}>
      <p>Your link stays as good as it was.</p>
      <p>
        <button type="button" class="button primary answer-big" onClick={again}>
          Try again
        </button>
      </p>
    </Refused>
  );
}
