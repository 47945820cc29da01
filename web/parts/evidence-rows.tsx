import type { WireEvidence } from '../api.ts';
import { reasonInWords } from '../decision-words.ts';
import { moment } from '../format.ts';
import { pageOf, patched, type Question } from '../question.ts';
import type { Subject } from './evidence-subject.ts';
import { Icon } from './icon.tsx';
import { usePages } from './list.tsx';
import { Outward } from './outward.tsx';
import { Problem } from './states.tsx';

type Given = { readonly subject: Subject; readonly question: Question; readonly included: boolean };
type Item = WireEvidence['items'][number];

const keyOf = (item: Item): string => `${item.serviceId} ${item.id}`;

/** The records, newest first, page by page. */
export function EvidenceRows({ subject, question, included }: Given) {
  const [base = '', search = ''] = subject.records.split('?');
  const address = `${base}${patched(search, { included: String(included) })}`;
  const { rows, more, error, again, loading } = usePages<Item>(address, keyOf);
  if (error && rows.length === 0) return <Problem error={error} again={again} kept={false} />;
  if (rows.length === 0)
    return (
      <p class="quiet" role="status">
        {loading ? 'Reading records …' : included ? 'No record counts in this window.' : 'Nothing was left out.'}
      </p>
    );
  return (
    <>
      <ul class="records">
        {rows.map((item) => (
          <Row key={keyOf(item)} item={item} subject={subject} question={question} />
        ))}
      </ul>
      {error && <Problem error={error} again={again} kept />}
      <div class="pair">
        {more !== null ? (
          <button type="button" class="button" onClick={more} disabled={loading}>
            {loading ? 'Reading …' : 'More'}
          </button>
        ) : (
          <span />
        )}
        <a class="button quiet-button" href={`/api/v1${base}${patched(search, { included: String(included), format: 'csv' })}`} download>
          <Icon name="download" />
          CSV
        </a>
      </div>
    </>
  );
}

/** A deployment has a story of its own here; anything else is told by the provider. */
const storyOf = (item: Item, question: Question): string | null =>
  item.kind === 'deployment' || item.kind === 'failure' ? pageOf('deployments', item.id, question) : null;

function Row({ item, subject, question }: { readonly item: Item; readonly subject: Subject; readonly question: Question }) {
  const story = storyOf(item, question);
  return (
    <li>
      <p class="record">
        {story === null ? (
          <Outward url={item.url}>{item.title}</Outward>
        ) : (
          <a href={story}>
            <bdi>{item.title}</bdi>
          </a>
        )}
        <strong>
          {item.contributes === null ? (item.reason === null ? null : reasonInWords(item.reason)) : subject.say(item.contributes)}
        </strong>
      </p>
      <p class="quiet small">
        {moment(new Date(item.at), subject.zone)} · {item.serviceId} · fetched {moment(new Date(item.fetchedAt), subject.zone)}
        {story !== null && item.url !== null && (
          <>
            {' · '}
            <Outward url={item.url}>provider</Outward>
          </>
        )}
        {item.url === null && ' · no link known'}
      </p>
    </li>
  );
}
