import type { WireFlow } from '../api.ts';
import type { Asked } from '../ask.ts';
import { flowTitle, inferredInWords, segmentsOf, stageName, type WireStage } from '../charts/flow.ts';
import { count, duration, range, some } from '../format.ts';
import type { Asking } from '../navigate.ts';
import { stageNames, total } from '../words.ts';

type Given = { readonly asking: Asking; readonly flow: Asked<WireFlow> };

/** How pull requests came to production, stage by stage: one row of medians, each opened down to its pull requests. */
export function FlowStages({ asking, flow }: Given) {
  const { data, fresh, error, loading } = flow;
  if (data === null && error !== null) return null;
  return (
    <section class={`card flow${data !== null && !fresh ? ' stale' : ''}`} aria-labelledby="flow" aria-busy={loading}>
      <p class="name">Flow inside change lead time</p>
      <h2 id="flow">{data === null ? 'Reckoning the stages …' : flowTitle(data)}</h2>
      {data === null ? <div class="flow-space" /> : <Stages flow={data} asking={asking} />}
    </section>
  );
}

function Stages({ flow, asking }: { readonly flow: WireFlow; readonly asking: Asking }) {
  const segments = segmentsOf(flow.stages);
  if (flow.pullRequests === 0)
    return <p class="quiet">Stages are those of pull requests. Changes that came without one have a lead time and no stages.</p>;
  return (
    <>
      {segments.length > 0 && (
        <div class="flow-row" aria-hidden="true">
          {segments.map(({ stage, share }) => (
            <i key={stage.id} class={`stage ${stage.id}`} style={{ flexGrow: share }} />
          ))}
        </div>
      )}
      <ol class="stages">
        {flow.stages.map((stage) => (
          <Stage key={stage.id} stage={stage} asking={asking} />
        ))}
      </ol>
      <p class="quiet small">
        {some(flow.pullRequests, 'pull request')} first deployed in this window. Medians of stages do not add up to the median of the whole:
        half of one stage and half of another are not the same pull requests.
      </p>
      <StageTable flow={flow} />
    </>
  );
}

function Stage({ stage, asking }: { readonly stage: WireStage; readonly asking: Asking }) {
  const { id, p50, n } = stage;
  const inferred = inferredInWords(stage);
  const evidence = `flow-${id}` as const;
  const value = p50 === null ? 'too little data' : duration(p50);
  return (
    <li data-stage={id}>
      <p class="small">
        <i class={`stage ${id}`} aria-hidden="true" />
        <strong>{stageName(stage)}</strong>
      </p>
      <p class="stage-value">
        <a
          class="number-link"
          href={asking.address({ evidence, of: null, tab: null })}
          data-evidence={evidence}
          aria-label={`Evidence of ${stageNames[id].name}: ${value} n ${count(n)}`}
        >
          <span class={p50 === null ? 'quiet' : 'median'}>{value}</span> <span class="small">n {count(n)}</span>
        </a>
      </p>
      <p class="quiet small">{stageNames[id].definition}</p>
      {p50 === null && <p class="quiet small">A median needs at least 6 pull requests.</p>}
      {inferred !== null && <p class="quiet small">{inferred}.</p>}
    </li>
  );
}

const orToofew = (seconds: number | null): string => (seconds === null ? 'too few' : duration(seconds));

/** The same in numbers, with what the row does not show. */
function StageTable({ flow }: { readonly flow: WireFlow }) {
  return (
    <details class="twin flat">
      <summary>Table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="scroll" tabIndex={0} aria-label="Stages of flow">
        <table>
          <thead>
            <tr>
              {['Stage', 'Median', '95 % interval', '75 % within', '90 % within', 'n', 'Ready inferred', 'Left out'].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {flow.stages.map((stage) => (
              <tr key={stage.id}>
                <th scope="row">{stageName(stage)}</th>
                <td>{orToofew(stage.p50)}</td>
                <td>{stage.interval === null ? '' : range(stage.interval.low, stage.interval.high, 'seconds', stage.p50)}</td>
                <td>{orToofew(stage.p75)}</td>
                <td>{orToofew(stage.p90)}</td>
                <td>{count(stage.n)}</td>
                <td>{count(stage.inferred)}</td>
                <td>{count(total(stage.excluded))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
