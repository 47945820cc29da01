import { useRoute } from 'preact-iso/router';
import { ask, type WireDeploymentStory } from '../api.ts';
import { type Asked, useAsk } from '../ask.ts';
import { type Decisions as Deciding, useDecisions } from '../decide.ts';
import { moment } from '../format.ts';
import { useQuestion } from '../navigate.ts';
import { Decisions, type Entries } from '../parts/decisions.tsx';
import { Failures } from '../parts/failures.tsx';
import { Marks } from '../parts/marks.tsx';
import { Moments } from '../parts/moments.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { Outward } from '../parts/outward.tsx';
import { Restored } from '../parts/restored.tsx';
import { Missing, Problem } from '../parts/states.tsx';
import { Children, Delivered, Nearby } from '../parts/story.tsx';
import { useTitle } from '../parts/title.ts';
import { Where } from '../parts/where.tsx';
import { pageOf, patched, type Question } from '../question.ts';
import { useSettings } from '../settings.ts';
import { between, kindInWords, kindReason, outcomeInWords, storyTitle, unplannedInWords } from '../story-words.ts';
import { isZone } from '../zones.ts';
import '../styles/story.css';
import '../styles/decide.css';

/** One deployment's story: what it brought, what it failed by and why we think so, what ended that. */
export function Deployment() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const asking = useQuestion();
  const story = useAsk(`/deployments/${encodeURIComponent(id)}`, ask<WireDeploymentStory>);
  const configured = useSettings().data?.zone ?? 'UTC';
  const { zone: chosen } = asking.question;
  const zone = chosen !== null && isZone(chosen) ? chosen : configured;
  const { data } = story;
  const ledger = useAsk(`/ledger${patched('', { about: id, limit: '100' })}`, ask<Entries>);
  const decisions = useDecisions(() => {
    story.again();
    ledger.again();
  });
  useTitle(data === null ? 'Deployment' : storyTitle(data));
  // The crumbs show the service it belongs to; choosing another goes there.
  const within = { ...asking, question: { ...asking.question, service: data?.serviceId ?? null, team: null } };
  if (story.error?.code === 'not_found') return <Missing what="deployment" id={id} list="/deployments" />;
  return (
    <div class="page story">
      <Where asking={within} scope={null} title={data === null ? 'Deployment' : storyTitle(data)} choosing="goes" windowed={false} />
      {story.error && <Problem error={story.error} again={story.again} kept={data !== null} />}
      {data === null && story.error === null && (
        <p class="quiet" role="status">
          Reading …
        </p>
      )}
      {data && <Story story={data} question={asking.question} zone={zone} ledger={ledger} deciding={decisions} />}
    </div>
  );
}

type Given = { readonly story: WireDeploymentStory; readonly question: Question; readonly zone: string };

type Decidable = { readonly ledger: Asked<Entries>; readonly deciding: Deciding };

function Story({ story, question, zone, ledger, deciding }: Given & Decidable) {
  const entries = ledger.data?.items ?? [];
  const [evidence, below] = [deciding.within('evidence'), deciding.within('below')];
  return (
    <>
      <Facts story={story} question={question} zone={zone} />
      {story.failed && <Course story={story} zone={zone} />}
      <Outcome deciding={evidence} />
      <Failures story={story} question={question} zone={zone} entries={entries} deciding={evidence} />
      <Restored story={story} question={question} zone={zone} />
      <Delivered story={story} zone={zone} />
      <Nearby story={story} question={question} zone={zone} />
      <Outcome deciding={below} />
      <Marks story={story} zone={zone} deciding={below} />
      <Decisions ledger={ledger} on={story.id} deciding={below} question={question} zone={zone} />
      <Children story={story} zone={zone} />
    </>
  );
}

function Facts({ story, question, zone }: Given) {
  const took = between(story.startedAt, story.finishedAt);
  return (
    <dl class="facts-grid card">
      <div>
        <dt>Service</dt>
        <dd>
          <a href={pageOf('services', story.serviceId, question)}>
            <bdi>{story.serviceName}</bdi>
          </a>
          {story.team && (
            <span class="quiet second">
              owned then by <a href={pageOf('teams', story.team.id, question)}>{story.team.name}</a>
            </span>
          )}
        </dd>
      </div>
      <div>
        <dt>Finished</dt>
        <dd>
          {story.finishedAt === null ? (story.outcome === 'running' ? 'not yet' : 'unknown') : moment(new Date(story.finishedAt), zone)}
          <span class="quiet second">
            {took === null ? `began ${moment(new Date(story.startedAt), zone)}` : `took ${took}`}
            {story.inferred && ', instant inferred'}
          </span>
        </dd>
      </div>
      <div>
        <dt>Outcome</dt>
        <dd>
          {outcomeInWords(story.outcome)}, {story.tier}
          {story.places.length > 0 && <span class="quiet second">{story.places.join(', ')}</span>}
        </dd>
      </div>
      <div>
        <dt>Kind</dt>
        <dd>
          {kindInWords(story.kind)}
          {story.unplanned !== null && `, ${unplannedInWords(story.unplanned)}`}
          <span class="quiet second">{kindReason(story.kind)}</span>
        </dd>
      </div>
      <div>
        <dt>Commit</dt>
        <dd>
          {story.sha === null ? 'unknown' : <code>{story.sha.slice(0, 12)}</code>}
          {!story.commitKnown && <span class="quiet second">never collected: it counts for frequency and delivers nothing</span>}
        </dd>
      </div>
      <div>
        <dt>At the provider</dt>
        <dd>
          <Outward url={story.url}>{story.title ?? 'no title'}</Outward>
          <span class="quiet second">fetched {moment(new Date(story.fetchedAt), zone)}</span>
        </dd>
      </div>
    </dl>
  );
}

/** Failed deployments: from its finish to the restoration, with the instants in between. */
function Course({ story, zone }: Omit<Given, 'question'>) {
  const moments = [
    { name: 'Deployed', at: story.finishedAt },
    ...(story.detectedAt === null ? [] : [{ name: 'Incident opened', at: story.detectedAt, tone: 'worse' as const }]),
    { name: 'Restored', at: story.restoredAt, tone: 'better' as const },
  ];
  const inOrder = moments.toSorted((a, b) => Date.parse(a.at ?? '9999-12-31') - Date.parse(b.at ?? '9999-12-31'));
  return (
    <section aria-labelledby="course">
      <h2 id="course">From deployment to restoration</h2>
      <Moments moments={inOrder} zone={zone} missing="not yet" />
      {story.recovery === 'before_finish' && (
        <p class="quiet small">Its incidents were over before it finished, so its recovery time is left out.</p>
      )}
    </section>
  );
}
