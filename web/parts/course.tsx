import type { WireIncidentOfService, WireIncidentStory } from '../api.ts';
import { courseMoments } from '../course-words.ts';
import { duration, moment, some } from '../format.ts';
import { Moments } from './moments.tsx';
import { Outward } from './outward.tsx';

type Given = {
  readonly incident: WireIncidentOfService;
  readonly story: Pick<WireIncidentStory, 'course' | 'changes' | 'merged'>;
  readonly zone: string;
};

/** From its opening to its resolution, and what its provider says of it beside. */
export function IncidentCourse({ incident, story, zone }: Given) {
  const { priority, urgency, responders } = incident;
  return (
    <section aria-labelledby="course">
      <h2 id="course">{incident.duration === null ? 'Still open' : `Resolved after ${duration(incident.duration)}`}</h2>
      <Moments moments={courseMoments(incident, story.course)} zone={zone} missing="not yet" />
      <p class="quiet small">
        {priority !== null && (
          <>
            Priority <bdi>{priority}</bdi>
            {' · '}
          </>
        )}
        {urgency !== null && (
          <>
            Urgency <bdi>{urgency}</bdi>
            {' · '}
          </>
        )}
        {responders !== null &&
          `${responders === 0 ? 'Nobody was asked to respond' : `${some(responders, 'person', 'people')} asked to respond`} · `}
        <Outward url={incident.url}>At the provider</Outward> · fetched {moment(new Date(incident.fetchedAt), zone)}
      </p>
      {story.changes.length > 0 && (
        <>
          <h3>Changes its provider was told of in the 24 hours before</h3>
          <ul class="plain-list">
            {story.changes.map(({ at, summary, source, url }) => (
              <li key={`${at} ${summary} ${source} ${url}`}>
                <Outward url={url}>{summary ?? 'Without a summary'}</Outward>{' '}
                <span class="quiet">
                  {source !== null && (
                    <>
                      from <bdi>{source}</bdi>,{' '}
                    </>
                  )}
                  {moment(new Date(at), zone)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {story.merged.length > 0 && (
        <>
          <h3>Merged into it</h3>
          <ul class="plain-list">
            {story.merged.map(({ title, openedAt, url }) => (
              <li key={`${openedAt} ${title} ${url}`}>
                <Outward url={url}>{title}</Outward> <span class="quiet">opened {moment(new Date(openedAt), zone)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
