import { when } from '../answer-words.ts';
import { AnswerBack } from './answer-back.tsx';
import { checkPlace, type PlaceGiven } from './answer-place.ts';
import { AnswerPage } from './answer-refused.tsx';

/** After submitting: what happens now. */
export function AnswerThanks({ questionnaire: { campaign, team, consensus }, go, address, moved }: PlaceGiven) {
  return (
    <AnswerPage title="Thank you. Your answers are submitted." moved={moved} about={team.name}>
      <h2>What happens next</h2>
      <ol class="answer-list">
        <li>
          {campaign.name} closes on {when(campaign.closesAt)}, or earlier if whoever runs it ends it. Until then you can change what you
          said.
        </li>
        <li>
          {consensus
            ? 'Then what the team said is set beside what its tools have recorded.'
            : 'Then the keys to all answers are thrown away, and nobody can find, read or change single ones, not even you.'}
        </li>
        <li>{team.name} sees where answers and records agree and where they do not, and chooses one to three things to work on.</li>
      </ol>
      <p>
        <button type="button" class="button answer-big" onClick={() => go(checkPlace)}>
          Look at my answers or change them
        </button>
      </p>
      <p>You can close this page now.</p>
      <AnswerBack campaign={campaign} submitted address={address} />
    </AnswerPage>
  );
}
