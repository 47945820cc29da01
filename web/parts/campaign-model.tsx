import { some } from '../format.ts';
import { type Draft, type ListedModel, type Models, toggled, withModel } from '../new-campaign.ts';

type Given = {
  readonly models: Models;
  readonly model: ListedModel;
  readonly draft: Draft;
  readonly put: (some: Partial<Draft>) => void;
  readonly change: (draft: Draft) => void;
};

const lengthOf = ({ dimensions }: ListedModel): number => dimensions.reduce((sum, { statements }) => sum + statements, 0);

/** The model, and which of its dimensions. */
export function WhatIsAsked({ models, model, draft, put, change }: Given) {
  const all = model.dimensions.map(({ id }) => id);
  const chosen = draft.dimensions ?? new Set(all);
  const isWhole = chosen.size === all.length;
  return (
    <fieldset class="card part">
      <legend>What is asked</legend>
      {models.items.map((one) => (
        <label class="choice" key={one.id}>
          <input type="radio" name="model" checked={one.id === model.id} onChange={() => change(withModel(draft, one.id))} />
          <span>
            <bdi>{one.name}</bdi>{' '}
            <span class="quiet">
              {some(one.dimensions.length, 'dimension')}, {some(lengthOf(one), 'statement')},{' '}
              {one.scored === 'levels' ? 'levels 1 to 5' : 'means from 0 to 10'}; {one.licence}
            </span>
          </span>
        </label>
      ))}
      {models.unusable.map(({ file, faults }) => (
        <div class="notice" key={file}>
          <p>
            The model in <code>{file}</code> cannot be used until it is mended and Plumbline started again:
          </p>
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </div>
      ))}
      <details class="which">
        <summary>{isWhole ? 'All dimensions' : `${chosen.size} of ${some(all.length, 'dimension')}`}</summary>
        <div class="ticks">
          {model.dimensions.map(({ id, name }) => (
            <label class="choice" key={id}>
              <input type="checkbox" checked={chosen.has(id)} onChange={() => put({ dimensions: toggled(chosen, id) })} />
              <span>{name}</span>
            </label>
          ))}
        </div>
      </details>
      <label class="plan-field short">
        <span>
          Statements a person is asked, at most <span class="quiet">34 take five to ten minutes</span>
        </span>
        <input
          type="number"
          min={5}
          max={120}
          value={draft.statements}
          onInput={({ currentTarget }) => put({ statements: currentTarget.value })}
        />
      </label>
    </fieldset>
  );
}
