import { moment } from '../format.ts';
import { between } from '../story-words.ts';

export type Moment = {
  readonly name: string;
  readonly at: string | null;
  readonly tone?: 'worse' | 'better';
  /** What was said then, by somebody else. */
  readonly text?: string;
};

/** Side by side there is room for these. */
const most = 5;

/** What happened one after the other, with the time in between; what has not happened yet is said. */
export function Moments({
  moments,
  zone,
  missing,
}: {
  readonly moments: readonly Moment[];
  readonly zone: string;
  readonly missing: string;
}) {
  return (
    <ol class={moments.length > most || moments.some(({ text }) => text !== undefined) ? 'moments tall' : 'moments'}>
      {moments.map(({ name, at, tone, text }, index) => {
        const before = moments.slice(0, index).findLast((one) => one.at !== null);
        const passed = before === undefined ? null : between(before.at, at);
        return (
          <li key={`${name} ${at}`} class={at === null ? 'open' : tone}>
            {passed !== null && <span class="passed quiet">{passed}</span>}
            <strong>{name}</strong>
            <span>{at === null ? missing : moment(new Date(at), zone)}</span>
            {text !== undefined && <bdi class="quiet">{text}</bdi>}
          </li>
        );
      })}
    </ol>
  );
}
