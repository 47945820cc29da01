import { when } from '../answer-words.ts';
import type { WireQuestionnaire } from '../api.ts';
import { CopyText } from './copy-text.tsx';

type Given = {
  readonly campaign: WireQuestionnaire['campaign'];
  readonly submitted: boolean;
  readonly address: () => string;
};

/** How somebody comes back, here and elsewhere. */
export function AnswerBack({ campaign, submitted, address }: Given) {
  const last = when(campaign.closesAt);
  return (
    <>
      <h2>{submitted ? 'Coming back' : 'Stopping and coming back'}</h2>
      <p>
        {submitted
          ? `To change something until ${last}, open the same link in this browser.`
          : `Every answer is saved as you choose it. Close this page whenever you like, and open the same link in this browser to go on until ${last}.`}
      </p>
      <p>
        To come back on another device, take your own address with you: it stands in the address bar, or copy it here. Whoever has it can
        read and change these answers, so show it to nobody.
      </p>
      <p>
        <CopyText text={address} name="Copy my own address" />
      </p>
    </>
  );
}
