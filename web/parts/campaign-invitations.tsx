import { useEffect, useState } from 'preact/hooks';
import { ask, NoAnswer, send, type WireCampaignStory } from '../api.ts';
import { useAsk } from '../ask.ts';
import { roleName } from '../campaign-words.ts';
import { some } from '../format.ts';
import { Problem } from './states.tsx';

type Listed = { readonly reference: string; readonly team: string; readonly role: string; readonly state: 'valid' | 'revoked' | 'ended' };
type Given = { readonly story: WireCampaignStory; readonly round: number; readonly changed: () => void };

const states = { valid: 'valid', revoked: 'taken back', ended: 'ended' } as const;

/** Links there are, without their secrets. Whether one was used is told to nobody. */
export function CampaignInvitations({ story, round, changed }: Given) {
  const path = `/assessments/campaigns/${encodeURIComponent(story.id)}/invitations`;
  const { data, error, again } = useAsk(path, ask<{ readonly items: readonly Listed[] }>);
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (round > 0) again();
  }, [round]);
  const takeBack = async (reference: string): Promise<void> => {
    try {
      await send(`${path}/${encodeURIComponent(reference)}/revoke`, {});
      setSaid(`Link ${reference} is taken back: nobody can answer with it.`);
      again();
      changed();
    } catch (cause) {
      setSaid(cause instanceof NoAnswer ? cause.message : 'It could not be taken back.');
    }
  };
  const names = new Map(story.teams.map(({ id, name }) => [id, name]));
  return (
    <details class="invitations">
      <summary>{data === null ? 'Links there are' : `${some(data.items.length, 'link')} made so far`}</summary>
      {error !== null && <Problem error={error} again={again} kept={data !== null} />}
      <p role="status">{said}</p>
      <p class="quiet">
        A link is named by its reference. Which of them were used is not told, so that nobody can see who has answered; one that was used
        can no longer be taken back.
      </p>
      <ul class="plain">
        {data?.items.map(({ reference, team, role, state }) => (
          <li key={reference} class="invitation">
            <code>{reference}</code> <bdi>{names.get(team) ?? team}</bdi>, {roleName(role)}: {states[state]}
            {state === 'valid' && (
              <button type="button" class="button quiet-button" onClick={() => takeBack(reference)}>
                Take back<span class="unseen"> link {reference}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
