import { allOf, whereToGoOn } from '../answer-course.ts';
import { asWhom, minutesInWords, when, whoSees } from '../answer-words.ts';
import { some } from '../format.ts';
import { AnswerBack } from './answer-back.tsx';
import { checkPlace, type PlaceGiven } from './answer-place.ts';
import { AnswerPage } from './answer-refused.tsx';

/** Before the first statement: what this is, how long it takes, and who will see what. */
export function AnswerWelcome({ questionnaire, kept, go, address, moved }: PlaceGiven) {
  const { campaign, team, role, minutes, consensus, invited } = questionnaire;
  const statements = allOf(questionnaire);
  const given = statements.filter(({ id }) => id in kept.own.answers).length;
  const next = whereToGoOn(questionnaire, kept.own) ?? checkPlace;
  return (
    <AnswerPage title={campaign.name} moved={moved}>
      <p class="answer-lead">
        How does {team.name} build and run software? {consensus ? 'Answer together for the team' : 'You are asked how you see it'}. There
        are no right answers, and nobody is marked.
      </p>
      <dl class="answer-facts">
        <dt>Team</dt>
        <dd>{team.name}</dd>
        <dt>You answer as</dt>
        <dd>{consensus ? 'The whole team, together' : (asWhom[role] ?? role)}</dd>
        {!consensus && (
          <>
            <dt>Invited</dt>
            <dd>
              {some(invited, 'person', 'people')} of your team. If that number surprises you, ask whoever invited you: groups hide people
              only if everybody in them is real.
            </dd>
          </>
        )}
        <dt>Statements</dt>
        <dd>
          {some(statements.length, 'statement')}, {minutesInWords(minutes)}
        </dd>
        <dt>Open until</dt>
        <dd>{when(campaign.closesAt)}</dd>
      </dl>
      {given > 0 && (
        <p>
          {given} of {statements.length} are answered so far.
        </p>
      )}
      <p>
        <button type="button" class="button primary answer-big" onClick={() => go(next)}>
          {given > 0 ? 'Go on' : 'Begin'}
        </button>
      </p>
      <h2>Who sees what</h2>
      <ul class="answer-list">
        {whoSees(questionnaire).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <AnswerBack campaign={campaign} submitted={false} address={address} />
    </AnswerPage>
  );
}
