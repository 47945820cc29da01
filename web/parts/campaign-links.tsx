import { useState } from 'preact/hooks';
import { NoAnswer, send, type WireCampaignStory } from '../api.ts';
import { answerAddress, invitationText, roleName } from '../campaign-words.ts';
import { some } from '../format.ts';
import { CampaignInvitations } from './campaign-invitations.tsx';
import { CopyText } from './copy-text.tsx';

type Given = { readonly story: WireCampaignStory; readonly zone: string; readonly changed: () => void };
type Made = { readonly team: string; readonly role: string; readonly addresses: readonly string[] };

/** Makes links, shows them once, and lists those there are. */
export function CampaignLinks({ story, zone, changed }: Given) {
  const [made, setMade] = useState<Made | null>(null);
  const [round, setRound] = useState(0);
  const done = (links: Made): void => {
    setMade(links);
    setRound((n) => n + 1);
    changed();
  };
  return (
    <section aria-labelledby="links">
      <h2 id="links">Links</h2>
      <p class="quiet">Each lets one person answer, once. Make as many as a team has people of a role, and hand them out one each.</p>
      <MakeLinks story={story} done={done} />
      {made !== null && <MadeLinks made={made} story={story} zone={zone} />}
      <CampaignInvitations story={story} round={round} changed={changed} />
    </section>
  );
}

function MakeLinks({ story, done }: { readonly story: WireCampaignStory; readonly done: (made: Made) => void }) {
  const [team, setTeam] = useState(story.teams[0]?.id ?? '');
  const chosen = story.teams.find(({ id }) => id === team);
  const [role, setRole] = useState('');
  const asked = chosen?.roles.find((one) => one.role === role) ?? chosen?.roles[0];
  const [many, setMany] = useState('5');
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const n = chosen?.consensus ? 1 : Number(many);
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy || chosen === undefined || asked === undefined) return;
    if (!Number.isInteger(n) || n < 1) return setFault('How many? A whole number from 1 on.');
    setBusy(true);
    try {
      const path = `/assessments/campaigns/${encodeURIComponent(story.id)}/invitations`;
      const { items } = await send<{ readonly items: readonly { readonly token: string }[] }>(path, { team, role: asked.role, count: n });
      setFault(null);
      done({ team: chosen.name, role: asked.role, addresses: items.map(({ token }) => answerAddress(location.origin, story.id, token)) });
    } catch (error) {
      setFault(error instanceof NoAnswer ? error.message : 'The links could not be made.');
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="make-links" noValidate onSubmit={make}>
      <label class="plan-field">
        <span>Team</span>
        <select value={team} onChange={({ currentTarget }) => setTeam(currentTarget.value)}>
          {story.teams.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {chosen?.consensus !== true && (
        <>
          <label class="plan-field">
            <span>Role</span>
            <select value={asked?.role ?? ''} onChange={({ currentTarget }) => setRole(currentTarget.value)}>
              {chosen?.roles.map((one) => (
                <option key={one.role} value={one.role}>
                  {roleName(one.role)}
                </option>
              ))}
            </select>
          </label>
          <label class="plan-field short">
            <span>How many</span>
            <input type="number" min={1} value={many} onInput={({ currentTarget }) => setMany(currentTarget.value)} />
          </label>
        </>
      )}
      <button type="submit" class="button primary" aria-disabled={busy}>
        {busy ? 'Making …' : chosen?.consensus ? 'Make the link of the team' : 'Make links'}
      </button>
      {fault !== null && (
        <p role="alert" class="fault">
          {fault}
        </p>
      )}
    </form>
  );
}

function MadeLinks({ made, story, zone }: { readonly made: Made; readonly story: WireCampaignStory; readonly zone: string }) {
  const { team, role, addresses } = made;
  const text = addresses.join('\n');
  return (
    <div class="card part made-links">
      <p role="status">
        <strong>
          {some(addresses.length, 'link')} for <bdi>{team}</bdi>, {roleName(role)}.
        </strong>{' '}
        Copy them now: they are shown this once, and nobody can look them up again.
      </p>
      <div class="act-buttons">
        <CopyText name="Copy all" text={() => text} />
        <a
          class="button quiet-button"
          download={`links-${team}-${role}.txt`}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
        >
          Save as a file
        </a>
      </div>
      <ol class="link-list">
        {addresses.map((address, place) => (
          <li key={address}>
            <code>{address}</code>
            <CopyText name={`Copy link ${place + 1}`} text={() => address} />
            <CopyText name={`Copy it with the invitation`} text={() => `${invitationText(story, zone)}\n${address}`} />
          </li>
        ))}
      </ol>
    </div>
  );
}
