import { roleName } from '../campaign-words.ts';
import { count } from '../format.ts';
import { agreementInWords, choicesOf, hiddenInWords, meanInWords, statesInWords } from '../maturity-answer-words.ts';
import type { Statement, Told } from '../maturity-words.ts';

type Given = { readonly statement: Statement; readonly told: Told; readonly options: readonly string[] | null; readonly together: boolean };

/** What people said of a statement, as far as it may be told. */
export function ToldAnswers({ statement, told, options, together }: Given) {
  const { scale, byRole } = statement;
  if (together)
    return told.mean === null ? (
      <p>The team gave no answer.</p>
    ) : (
      <p>
        <strong>{meanInWords(told.mean, scale)}</strong>, answered together
      </p>
    );
  return (
    <>
      <Mean told={told} scale={scale} />
      {told.agreement !== null && <p>{agreementInWords[told.agreement]}</p>}
      {told.counts !== null && <Counts counts={told.counts} names={choicesOf(scale, options, told.counts.length)} />}
      {statesInWords(told) !== null && <p class="quiet small">{statesInWords(told)}</p>}
      {byRole.length > 1 && (
        <dl class="by-role">
          {byRole.map(({ role, told: own }) => (
            <div key={role}>
              <dt>{roleName(role)}</dt>
              <dd>{own.mean === null ? (own.hidden === null ? 'no answer' : hiddenInWords[own.hidden]) : meanInWords(own.mean, scale)}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function Mean({ told, scale }: { readonly told: Told; readonly scale: Statement['scale'] }) {
  if (told.mean !== null)
    return (
      <p>
        <strong>{meanInWords(told.mean, scale)}</strong> on average
      </p>
    );
  return <p>{told.hidden === null ? 'Nobody gave an answer.' : hiddenInWords[told.hidden]}</p>;
}

/** People by choice. The words carry the numbers; the bars only show their shape. */
function Counts({ counts, names }: { readonly counts: readonly number[]; readonly names: readonly string[] }) {
  const most = Math.max(1, ...counts);
  return (
    <ul class="choices-counted">
      {counts.map((n, at) => (
        <li key={names[at]}>
          <span>{names[at]}</span>
          <span class="choice-bar" aria-hidden="true">
            <span style={{ width: `${(n / most) * 100}%` }} />
          </span>
          <span class="number">{count(n)}</span>
        </li>
      ))}
    </ul>
  );
}
