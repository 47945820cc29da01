import { some } from '../format.ts';
import type { TeamPage } from '../team-page.ts';

/** What people wrote beside their answers, in no order. */
export function Notes({ page }: { readonly page: TeamPage }) {
  const { campaign, notes, dimensions } = page.profile;
  if (campaign === null) return null;
  const n = (notes ?? []).reduce((sum, { texts }) => sum + texts.length, 0);
  const title = notes === null ? 'What people wrote is not shown' : n === 0 ? 'Nobody wrote a note' : `People wrote ${some(n, 'note')}`;
  return (
    <section class="card notes" aria-labelledby="notes">
      <header>
        <p class="name">Notes</p>
        <h2 id="notes">{title}</h2>
        <p class="quiet">
          {notes === null
            ? 'So few wrote or answered that it could show who it was.'
            : n > 0 && 'In random order, without who or when. Ask the room what is meant, not who wrote it.'}
        </p>
      </header>
      {(notes ?? []).map(({ dimension, texts }) => (
        <section key={dimension}>
          <h3>{dimensions.find(({ id }) => id === dimension)?.name ?? dimension}</h3>
          <ul class="plain-list">
            {texts.map((text) => (
              <li key={text} class="said-note" dir="auto">
                {text}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
