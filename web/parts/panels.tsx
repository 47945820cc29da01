import type { ComponentChildren } from 'preact';
import type { WireAnswer } from '../api.ts';
import type { Asked } from '../ask.ts';
import type { Asking } from '../navigate.ts';
import { Panel } from './panel.tsx';

type Given = {
  readonly asking: Asking;
  readonly answer: Asked<WireAnswer>;
  /** A sixth place in the same grid, for what belongs beside the five. */
  readonly sixth?: ComponentChildren;
  /** How many decisions of people bear on the stability of this scope; null = not known, or not told here. */
  readonly influence?: number | null;
};

/** The five answers of one scope side by side. */
export function Panels({ asking, answer, sixth, influence = null }: Given) {
  if (answer.data === null) return answer.error === null ? <Skeleton sixth={sixth} /> : sixth ? <div class="panels">{sixth}</div> : null;
  const { scope, metrics } = answer.data;
  return (
    <section class={answer.fresh ? 'panels' : 'panels stale'} aria-label="Metrics" aria-busy={answer.loading}>
      {metrics.map((metric) => (
        <Panel key={metric.id} metric={metric} scope={scope} asking={asking} influence={influence} />
      ))}
      {sixth}
    </section>
  );
}

/** Five boxes of the size the panels will have. */
function Skeleton({ sixth }: Pick<Given, 'sixth'>) {
  return (
    <section class="panels" aria-label="Metrics" aria-busy="true">
      <p class="unseen" role="status">
        Reckoning …
      </p>
      {[1, 2, 3, 4, 5].map((place) => (
        <div key={place} class="panel waiting" aria-hidden="true">
          <i class="bar short" />
          <i class="bar" />
          <i class="bar tall" />
          <i class="bar" />
          <i class="bar chart" />
        </div>
      ))}
      {sixth}
    </section>
  );
}
