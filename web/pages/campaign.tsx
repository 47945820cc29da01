import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso/router';
import { ask, type WireCampaignStory } from '../api.ts';
import { useAsk } from '../ask.ts';
import { rateInWords, stateInWords } from '../campaign-words.ts';
import { some } from '../format.ts';
import { CampaignTeams } from '../parts/campaign-asked.tsx';
import { CampaignClose } from '../parts/campaign-close.tsx';
import { CampaignLinks } from '../parts/campaign-links.tsx';
import { CampaignTexts } from '../parts/campaign-texts.tsx';
import { Missing, Problem } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { useSettings } from '../settings.ts';
import '../styles/decide.css';
import '../styles/campaign.css';

/** A campaign as those who run it see it: who was asked, how many answered, never who. */
export function Campaign() {
  const { params } = useRoute();
  return <About key={params.id} id={params.id ?? ''} />;
}

function About({ id }: { readonly id: string }) {
  const zone = useSettings().data?.zone ?? 'UTC';
  const address = `/assessments/campaigns/${encodeURIComponent(id)}`;
  const { data: story, error, again } = useAsk(address, ask<WireCampaignStory>);
  useTitle(story?.name ?? 'Campaign');
  if (error?.code === 'not_found') return <Missing what="campaign" id={id} list="/maturity" />;
  return (
    <div class="page campaigns">
      {error !== null && <Problem error={error} again={again} kept={story !== null} />}
      {story === null && error === null && (
        <p class="quiet" role="status">
          Reading …
        </p>
      )}
      {story !== null && <Story story={story} zone={zone} again={again} />}
    </div>
  );
}

type Given = { readonly story: WireCampaignStory; readonly zone: string; readonly again: () => void };

function Story({ story, zone, again }: Given) {
  const [closed, setClosed] = useState(false);
  const isRunning = story.state === 'planned' || story.state === 'open';
  const changed = (): void => {
    setClosed(true);
    again();
  };
  return (
    <>
      <header>
        <p class="crumbs">
          <a href="/maturity">Maturity</a>
        </p>
        <h1>
          <bdi>{story.name}</bdi>
        </h1>
        <p class="lead" role="status">
          {closed && story.state === 'closed' && 'The campaign is closed. '}
          {stateInWords(story, zone)} {rateInWords(story)}.
        </p>
        <p class="quiet">
          <bdi>{story.model.name}</bdi> {story.model.version}, {some(story.dimensions.length, 'dimension')}; opinions are shown from{' '}
          {story.perceptionMinimum} answers on, practices from {story.practiceMinimum}.
        </p>
        {story.state === 'closed' && (
          <p>
            <a class="button primary" href={`/maturity/${encodeURIComponent(story.id)}/results`}>
              Results of the organisation
            </a>
          </p>
        )}
      </header>
      {isRunning && <CampaignLinks story={story} zone={zone} changed={again} />}
      {isRunning && <CampaignTexts story={story} zone={zone} />}
      <CampaignTeams story={story} />
      {isRunning && <CampaignClose story={story} changed={changed} />}
    </>
  );
}
