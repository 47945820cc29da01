import type { WireCampaignStory } from '../api.ts';
import { invitationText, reminderText } from '../campaign-words.ts';
import { CopyText } from './copy-text.tsx';

type Given = { readonly story: WireCampaignStory; readonly zone: string };

/** Words to send with a link, and later to everybody. Plumbline sends nothing itself: it knows nobody's address. */
export function CampaignTexts({ story, zone }: Given) {
  const texts = [
    { id: 'invitation', name: 'Invitation', text: invitationText(story, zone) },
    { id: 'reminder', name: 'Reminder', text: reminderText(story, zone) },
  ];
  return (
    <section aria-labelledby="texts">
      <h2 id="texts">Words to send</h2>
      <p class="quiet">Send them yourself, by mail or chat: Plumbline knows nobody's address, and not who has answered.</p>
      <div class="texts">
        {texts.map(({ id, name, text }) => (
          <div class="card part" key={id}>
            <h3>{name}</h3>
            <pre class="message">{text}</pre>
            <CopyText name={`Copy the ${name.toLowerCase()}`} text={() => text} />
          </div>
        ))}
      </div>
    </section>
  );
}
