import { useMemo, useState } from 'preact/hooks';
import type { WireMetric, WireScope } from '../api.ts';
import { behaviourCaption, behaviourOf, behaviourSummary } from '../charts/behaviour.ts';
import { Trend } from '../charts/trend.tsx';
import type { Question } from '../question.ts';
import { Icon } from './icon.tsx';

type Given = { readonly metric: WireMetric; readonly scope: WireScope; readonly question: Question };

/** Every failure behind a median as a dot of its own, on demand. Nothing where there is none to draw. */
export function EachFailure({ metric, scope, question }: Given) {
  const [open, setOpen] = useState(false);
  if (metric.trend?.unit !== 'failure' || metric.trend.points.length === 0) return null;
  return (
    <details class="each-failure" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Icon name="right" />
        Every failure by itself
      </summary>
      {open && <Dots metric={metric} scope={scope} question={question} />}
    </details>
  );
}

function Dots({ metric, scope, question }: Given) {
  const picture = useMemo(() => behaviourOf(metric, scope, question), [metric, scope]);
  return picture && <Trend picture={picture} caption={behaviourCaption(metric, picture)} summary={behaviourSummary(metric, picture)} />;
}
