import type { WireMetric, WireTrial } from '../api.ts';
import { count, days, moment, some } from '../format.ts';
import type { Question } from '../question.ts';
import { basisInWords, changedInWords, evidenceNames, trialTitle, valueInWords, variantName, variedName } from '../trial-words.ts';
import { CopyText } from './copy-text.tsx';
import { DataTable } from './data-table.tsx';
import { TrialDifferences, TrialGroups } from './trial-lists.tsx';

type Given = {
  readonly trial: WireTrial;
  /** What was tried. */
  readonly yaml: string;
  /** Whether there is a configuration file. */
  readonly file: boolean;
  /** The rules or the days were changed since. */
  readonly stale: boolean;
  readonly title: { current: HTMLHeadingElement | null };
  readonly question: Question;
};

/** What rules would make of the history: the verdict, what looks wrong, the numbers, what counts and what does not. */
export function TrialAnswer({ trial, yaml, file, stale, title, question }: Given) {
  const { scope, deployments, incidents } = trial;
  const { zone, window } = scope;
  return (
    <section class="trial" aria-labelledby="trial">
      {stale && (
        <p class="notice trial-stale" role="status">
          The rules or the days have been changed since: what is below is the answer before. Try again to see theirs.
        </p>
      )}
      <header>
        <h2 id="trial" ref={title} tabIndex={-1}>
          {trialTitle(trial)}
        </h2>
        <p class="quiet">
          {trial.changed.length > 0 && changedInWords(trial.changed)} {days(new Date(window.from), new Date(window.to), zone)}, tried{' '}
          {moment(new Date(scope.now), zone)}
        </p>
      </header>
      {trial.warnings.length > 0 && <Warnings warnings={trial.warnings} />}
      <Numbers trial={trial} />
      <Sensitivity trial={trial} />
      <section class="trial-part" aria-labelledby="trial-deployments">
        <h2 id="trial-deployments">
          {some(deployments.counted.after, 'deployment')} {deployments.counted.after === 1 ? 'counts' : 'count'}
          {deployments.counted.before !== null && <span class="quiet">, now {count(deployments.counted.before)}</span>}
        </h2>
        <TrialDifferences title="More that count" differences={deployments.newlyCounted} kind="deployments" zone={zone} />
        <TrialDifferences title="No longer counting" differences={deployments.noLongerCounted} kind="deployments" zone={zone} />
        <TrialGroups
          considered={`${some(deployments.considered, 'record')} considered, each with the first reason. Records of one version are folded into one deployment.`}
          empty="No record that may be a deployment was collected for these days."
          groups={deployments.groups}
          zone={zone}
          question={question}
        />
      </section>
      <section class="trial-part" aria-labelledby="trial-incidents">
        <h2 id="trial-incidents">{some(incidents.considered, 'possible incident')}</h2>
        <TrialDifferences title="Seen otherwise" differences={incidents.changed} kind="incidents" zone={zone} />
        <TrialGroups
          considered="What opened in these days, each with the first reason."
          empty="Nothing that may be an incident was collected for these days."
          groups={incidents.groups}
          zone={zone}
          question={question}
        />
      </section>
      <Evidence trial={trial} />
      <footer class="notice trial-keep">
        <h2>Nothing has changed</h2>
        <p>
          {file ? (
            <>
              To keep these rules, put this entry into <code>plumbline.yaml</code> in place of the one of the service, and start “plumbline
              serve” again.
            </>
          ) : (
            <>
              This is demo data. Rules of your own services stand in <code>plumbline.yaml</code>, in this form.
            </>
          )}
        </p>
        <div>
          <CopyText name="Copy the rules" text={() => yaml} />
        </div>
      </footer>
    </section>
  );
}

function Warnings({ warnings }: { readonly warnings: WireTrial['warnings'] }) {
  return (
    <section class="trial-warnings" aria-labelledby="trial-warnings">
      <h2 id="trial-warnings">Look at this first</h2>
      <ul>
        {warnings.map(({ code, path, message }) => (
          <li key={`${code} ${path} ${message}`}>
            {path !== null && <code>{path}</code>} {message}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One side of a metric: value, what it rests on, and whether it can be trusted. */
function Side({ metric }: { readonly metric: WireMetric | null }) {
  if (metric === null) return <span class="quiet">Not configured yet</span>;
  return (
    <>
      <span class={metric.value === null ? 'quiet' : 'trial-value'}>{valueInWords(metric)}</span>
      {metric.provisional && metric.value !== null && <span class="tag">provisional</span>}
      <span class="basis">{basisInWords(metric)}</span>
    </>
  );
}

function Numbers({ trial }: { readonly trial: WireTrial }) {
  return (
    <section class="trial-part trial-numbers" aria-labelledby="trial-numbers">
      <h2 id="trial-numbers">The five metrics, now and with these rules</h2>
      <DataTable
        label="The five metrics, now and with these rules"
        rows={trial.metrics}
        keyOf={({ id }) => id}
        columns={[
          { id: 'metric', name: 'Metric', cell: ({ after }) => after.title },
          { id: 'before', name: 'Now', wraps: true, cell: ({ before }) => <Side metric={before} /> },
          { id: 'after', name: 'With these rules', wraps: true, cell: ({ after }) => <Side metric={after} /> },
        ]}
      />
    </section>
  );
}

type Variant = WireTrial['sensitivity'][number];

function Sensitivity({ trial }: { readonly trial: WireTrial }) {
  const kinds = [...new Set(trial.sensitivity.map(({ vary }) => vary))];
  return (
    <section class="trial-part" aria-labelledby="trial-sensitivity">
      <h2 id="trial-sensitivity">How much hangs on other choices</h2>
      <div class="trial-variants">
        {kinds.map((vary) => (
          <Varied key={vary} vary={vary} variants={trial.sensitivity.filter((variant) => variant.vary === vary)} />
        ))}
      </div>
    </section>
  );
}

function Varied({ vary, variants }: { readonly vary: Variant['vary']; readonly variants: readonly Variant[] }) {
  const heads = variants[0]?.metrics ?? [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="scroll card" tabIndex={0} aria-label={variedName(vary)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{variedName(vary)}</th>
            {heads.map(({ id, title }) => (
              <th key={id} scope="col" class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {variants.map(({ variant, current, metrics }) => (
            <tr key={variant} class={current ? 'current' : undefined}>
              <th scope="row">
                {variantName(variant)}
                {current && <span class="tag">these rules</span>}
              </th>
              {metrics.map((metric) => (
                <td key={metric.id} class="number">
                  {valueInWords(metric)} <span class="quiet">n {count(metric.n)}</span>
                  {metric.provisional && metric.value !== null && <span class="tag">provisional</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const onOff = (is: boolean | null): string => (is === null ? '–' : is ? 'counts' : 'off');

function Evidence({ trial }: { readonly trial: WireTrial }) {
  return (
    <section class="trial-part trial-numbers" aria-labelledby="trial-evidence">
      <h2 id="trial-evidence">Evidence of failures there is, also where it is switched off</h2>
      <DataTable
        label="Evidence of failures"
        rows={trial.evidence}
        keyOf={({ evidence }) => evidence}
        columns={[
          { id: 'evidence', name: 'Evidence', cell: ({ evidence }) => evidenceNames[evidence] },
          { id: 'before', name: 'Now', cell: ({ before }) => onOff(before) },
          { id: 'after', name: 'With these rules', cell: ({ after }) => onOff(after) },
          { id: 'found', name: 'Found', number: true, cell: ({ found }) => count(found) },
          { id: 'deployments', name: 'About deployments', number: true, cell: ({ deployments }) => count(deployments) },
        ]}
      />
    </section>
  );
}
