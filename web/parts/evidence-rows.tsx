import { useEffect, useState } from 'preact/hooks';
import { ask, type NoAnswer, type WireEvidence, type WireMetric, type WireScope } from '../api.ts';
import { useAsk } from '../ask.ts';
import { moment } from '../format.ts';
import { apiQuery, type Question } from '../question.ts';
import { contribution } from '../words.ts';
import { Icon } from './icon.tsx';
import { Problem } from './states.tsx';

type Given = { readonly metric: WireMetric; readonly scope: WireScope; readonly question: Question; readonly included: boolean };
type Item = WireEvidence['items'][number];

/** The records, newest first, page by page. */
export function EvidenceRows({ metric, scope, question, included }: Given) {
  const { items, more, error, again, loading } = usePages(
    `/metrics/${metric.id}/evidence${apiQuery(question, { included: String(included), limit: '50' })}`,
  );
  if (error && items.length === 0) return <Problem error={error} again={again} kept={false} />;
  if (items.length === 0)
    return (
      <p class="quiet" role="status">
        {loading ? 'Reading records …' : included ? 'No record counts in this window.' : 'Nothing was left out.'}
      </p>
    );
  return (
    <>
      <ul class="records">
        {items.map((item) => (
          <Row key={`${item.serviceId} ${item.id}`} item={item} metric={metric} zone={scope.zone} />
        ))}
      </ul>
      {error && <Problem error={error} again={again} kept />}
      {more !== null && (
        <button type="button" class="button" onClick={more} disabled={loading}>
          {loading ? 'Reading …' : 'More'}
        </button>
      )}
    </>
  );
}

/** A provider's text is no address to follow unless it is one of the web. */
const linkOf = ({ url }: Item): string | null => (url !== null && /^https?:\/\//i.test(url) ? url : null);

function Row({ item, metric, zone }: { readonly item: Item; readonly metric: WireMetric; readonly zone: string }) {
  const link = linkOf(item);
  return (
    <li>
      <p class="record">
        {link === null ? (
          <span>{item.title}</span>
        ) : (
          <a href={link} target="_blank" rel="noopener noreferrer">
            {item.title}
            <Icon name="outward" />
            <span class="unseen"> (opens at the provider)</span>
          </a>
        )}
        <strong>{item.contributes === null ? item.reason : contribution(metric.id, item.contributes)}</strong>
      </p>
      <p class="quiet small">
        {moment(new Date(item.at), zone)} · {item.serviceId} · fetched {moment(new Date(item.fetchedAt), zone)}
        {link === null && ' · no link known'}
      </p>
    </li>
  );
}

type Pages = {
  readonly items: readonly Item[];
  readonly more: (() => void) | null;
  readonly error: NoAnswer | null;
  readonly again: () => void;
  readonly loading: boolean;
};

/** Pages read one after the other; another address begins anew. */
function usePages(address: string): Pages {
  const [after, setAfter] = useState<string | null>(null);
  const [items, setItems] = useState<readonly Item[]>([]);
  const page = useAsk(after === null ? address : `${address}&after=${encodeURIComponent(after)}`, ask<WireEvidence>);
  useEffect(() => {
    setAfter(null);
    setItems([]);
  }, [address]);
  const { data, fresh } = page;
  useEffect(() => {
    if (data && fresh) setItems((before) => [...before, ...data.items.filter((item) => !before.some((b) => same(b, item)))]);
  }, [data, fresh]);
  const next = data && fresh ? data.next : null;
  return {
    items,
    more: next === null ? (page.loading && items.length > 0 ? () => undefined : null) : () => setAfter(next),
    error: page.error,
    again: page.again,
    loading: page.loading || (data !== null && fresh && data.items.length > 0 && items.length === 0),
  };
}

const same = (a: Item, b: Item): boolean => a.id === b.id && a.serviceId === b.serviceId;
