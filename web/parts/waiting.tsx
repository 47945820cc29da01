import { ask, type Page, type WireChange, type WireFlow } from '../api.ts';
import type { Asked } from '../ask.ts';
import { ageInWords, type WireAge, waitingTitle } from '../charts/flow.ts';
import { count, duration } from '../format.ts';
import { useLiveAsk } from '../live.ts';
import type { Asking } from '../navigate.ts';
import { carried, patched } from '../question.ts';
import { Outward } from './outward.tsx';

type Given = { readonly asking: Asking; readonly flow: Asked<WireFlow> };

const named = 3;

/** Changes that are merged and not in production, by age; the oldest by name. */
export function Waiting({ asking: { question }, flow: { data, error, fresh, loading } }: Given) {
  const { service, team } = question;
  const whose = service === null ? { team } : { service };
  const oldest = useLiveAsk(`/changes${patched('', { ...whose, state: 'undeployed', limit: String(named) })}`, ask<Page<WireChange>>);
  if (data === null && error !== null) return null;
  return (
    <section class={`card waiting-changes${data !== null && !fresh ? ' stale' : ''}`} aria-labelledby="waiting" aria-busy={loading}>
      <p class="name">Merged, not deployed</p>
      <h2 id="waiting">{data === null ? 'Counting what waits …' : waitingTitle(data.waiting, new Date(data.scope.now))}</h2>
      {data === null && <div class="waiting-space" />}
      {data?.waiting.n === 0 && <p class="quiet">A change waits here from its merge until the deployment that first delivers it.</p>}
      {data !== null && data.waiting.n > 0 && (
        <>
          <Ages ages={data.waiting.ages} />
          {oldest.data === null && oldest.error && (
            <p class="quiet small">
              Those that wait longest cannot be named: {oldest.error.message}{' '}
              <button type="button" class="link" onClick={oldest.again}>
                Try again
              </button>
            </p>
          )}
          <Oldest changes={oldest.data?.items ?? []} team={service === null} />
          <p>
            <a href={`/changes${carried(question, { ...whose, state: 'undeployed' })}`}>All that wait</a>{' '}
            <span class="quiet small">now, whatever the window</span>
          </p>
        </>
      )}
    </section>
  );
}

function Ages({ ages }: { readonly ages: readonly WireAge[] }) {
  const most = Math.max(...ages.map(({ n }) => n), 1);
  return (
    <table class="ages">
      <caption class="unseen">Changes that wait, by how long they have been merged</caption>
      <tbody>
        {ages.map((age) => (
          <tr key={age.from}>
            <th scope="row">{ageInWords(age)}</th>
            <td class="bar-cell" aria-hidden="true">
              <i style={{ width: `${(age.n / most) * 100}%` }} />
            </td>
            <td class="number">{count(age.n)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Oldest({ changes, team }: { readonly changes: readonly WireChange[]; readonly team: boolean }) {
  if (changes.length === 0) return null;
  return (
    <div>
      <h3>Waiting longest</h3>
      <ol class="oldest">
        {changes.map(({ repositoryId, sha, serviceId, serviceName, title, pullTitle, pullUrl, url, waiting }) => (
          <li key={`${serviceId} ${repositoryId} ${sha}`}>
            <strong>{waiting === null ? '' : duration(waiting)}</strong>
            <span>
              <Outward url={pullUrl ?? url}>{pullTitle ?? title}</Outward>
              {team && (
                <span class="quiet second">
                  <bdi>{serviceName}</bdi>
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
