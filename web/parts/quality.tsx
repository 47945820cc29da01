import type { WireMetric } from '../api.ts';
import { decimal, grade } from '../format.ts';

/** How far the data can be trusted: one quiet mark that opens its reasons, and leads to all there is to say of it. */
export function Quality({ quality, provisional, all }: Pick<WireMetric, 'quality' | 'provisional'> & { readonly all?: string }) {
  const { score, deductions, notAssessed } = quality;
  return (
    <details class="quality">
      <summary>
        <span class={provisional ? 'mark warn' : 'mark'} aria-hidden="true" />
        {score === null ? 'Quality not assessed' : `Quality ${grade(score)}`}
        {provisional && ', provisional'}
      </summary>
      <div class="reasons">
        {provisional && <p>Below 60: the value is provisional.</p>}
        {score === null && <p>Without a source there is nothing to assess.</p>}
        {score !== null && deductions.length === 0 && <p>Nothing was deducted from 100.</p>}
        {deductions.length > 0 && (
          <ul>
            {deductions.map(({ part, points, fix }) => (
              <li key={part}>
                <strong>
                  −{decimal(points)} {part}
                </strong>
                <br />
                {fix}
              </li>
            ))}
          </ul>
        )}
        {notAssessed.length > 0 && <p class="quiet">Not assessed: {notAssessed.join(', ')}.</p>}
        {all !== undefined && (
          <p>
            <a href={all}>Every part, and what fixes it</a>
          </p>
        )}
      </div>
    </details>
  );
}
