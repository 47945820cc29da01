import { useState } from 'preact/hooks';
import type { WireDeploymentStory } from '../api.ts';
import { instantIn } from '../calendar.ts';
import { consequenceOfMark } from '../consequence-words.ts';
import type { Deciding, Decision } from '../decide.ts';
import { moment } from '../format.ts';
import { type Act, Acts } from './act.tsx';

type Given = { readonly story: WireDeploymentStory; readonly zone: string; readonly deciding: Deciding };

/** What a person may say of a deployment that no evidence says: it failed, it was unplanned. Nothing where neither can be said. */
export function Marks({ story, zone, deciding }: Given) {
  const { id, kind, tier, outcome, unplanned, failures, finishedAt } = story;
  const [clock, setClock] = useState('');
  if (tier !== 'production' || outcome !== 'succeeded') return null;
  const subject = { kind: 'deployment', key: id } as const;
  const failed = (): Decision | string => {
    if (clock === '') return { subject, action: 'failed' };
    const at = instantIn(zone, clock);
    if (at === null) return `The clocks of ${zone} never show ${clock.replace('T', ' ')}: choose another instant.`;
    if (finishedAt !== null && at < new Date(finishedAt)) return `That is before it was deployed, ${moment(new Date(finishedAt), zone)}.`;
    return { subject, action: 'failed', restoredAt: at.toISOString() };
  };
  const acts: readonly Act[] = [
    ...(failures.some(({ evidence }) => evidence === 'person')
      ? []
      : [
          {
            id: 'failed',
            name: 'Mark as failed without an incident',
            says: consequenceOfMark('failed', story),
            decision: failed,
            fields: (
              <label class="note">
                <span>
                  Restored at <span class="quiet">({zone}; empty = not known)</span>
                </span>
                <input type="datetime-local" value={clock} onInput={({ currentTarget }) => setClock(currentTarget.value)} />
              </label>
            ),
          },
        ]),
    ...(unplanned !== null || (kind !== 'forward' && kind !== 'baseline')
      ? []
      : [
          {
            id: 'unplanned',
            name: 'Mark as unplanned',
            says: consequenceOfMark('unplanned', story),
            decision: (): Decision => ({ subject, action: 'unplanned' }),
          },
        ]),
  ];
  if (acts.length === 0) return null;
  return (
    <section aria-labelledby="marks">
      <h2 id="marks">Something the records do not tell?</h2>
      <Acts acts={acts} about="this deployment" deciding={deciding} />
    </section>
  );
}
