import { useState } from 'preact/hooks';
import { type Events, lastOf } from '../charts/timeline-events.ts';
import { fateOf, incidentFate, nameOfDeployment } from '../charts/timeline-words.ts';
import { count, moment } from '../format.ts';
import { pageOf, type Question } from '../question.ts';
import { calledOf } from '../story-words.ts';

type Row = {
  readonly key: string;
  readonly at: string;
  readonly what: string;
  readonly title: string | null;
  readonly href: string;
  readonly fate: string;
};

function rowsOf(events: Events, question: Question): readonly Row[] {
  const { deployed, failed, unplanned, uncounted, incidents, remedies } = events;
  const deployments = new Map([...deployed, ...failed, ...unplanned, ...uncounted].map((one) => [one.id, one]));
  const rows = [
    ...[...deployments.values()].map((one) => ({
      key: one.id,
      at: lastOf(one),
      what: nameOfDeployment(one),
      title: one.title === calledOf(one) ? null : one.title,
      href: pageOf('deployments', one.id, question),
      fate: fateOf(one, remedies.get(one.id)),
    })),
    ...incidents.map((one) => ({
      key: one.id,
      at: one.openedAt,
      what: `Incident: ${one.title}`,
      title: null,
      href: pageOf('incidents', one.id, question),
      fate: incidentFate(one),
    })),
  ];
  return rows.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** The time line in words, the newest first; made only when somebody opens it. */
export function TimelineTable({ events, question, zone }: { readonly events: Events; readonly question: Question; readonly zone: string }) {
  const [open, setOpen] = useState(false);
  const rows = open ? rowsOf(events, question) : [];
  return (
    <details class="twin flat" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Table</summary>
      {open && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <section class="scroll" tabIndex={0} aria-label={`Time line, ${count(rows.length)} rows`}>
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col">What became of it</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, at, what, title, href, fate }) => (
                <tr key={key}>
                  <td>{moment(new Date(at), zone)}</td>
                  <th scope="row">
                    <a href={href}>
                      <bdi>{what}</bdi>
                    </a>
                    {title !== null && (
                      <span class="quiet second">
                        <bdi>{title}</bdi>
                      </span>
                    )}
                  </th>
                  <td>{fate}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}
