import { useRoute } from 'preact-iso/router';
import { ask, type WireOrganisationSpread } from '../api.ts';
import { useAsk } from '../ask.ts';
import { stateInWords } from '../campaign-words.ts';
import { count, share } from '../format.ts';
import { useQuestion } from '../navigate.ts';
import { Icon } from '../parts/icon.tsx';
import { OrganisationSpread } from '../parts/organisation-spread.tsx';
import { OrganisationStatements } from '../parts/organisation-statements.tsx';
import { Missing, Notice, Problem } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { useSettings } from '../settings.ts';
import '../styles/maturity.css';
import '../styles/campaign.css';
import '../styles/organisation.css';

/** A closed campaign for the whole organisation: a spread of teams, never one number. */
export function CampaignResults() {
  const { params } = useRoute();
  return <About key={params.id} id={params.id ?? ''} />;
}

function About({ id }: { readonly id: string }) {
  const asking = useQuestion();
  const zone = useSettings().data?.zone ?? 'UTC';
  const address = `/assessments/campaigns/${encodeURIComponent(id)}/results`;
  const { data: spread, error, again } = useAsk(address, ask<WireOrganisationSpread>);
  useTitle(spread === null ? 'Results' : `Results of ${spread.campaign.name}`);
  const campaign = `/maturity/${encodeURIComponent(id)}`;
  if (error?.code === 'not_found') return <Missing what="campaign" id={id} list="/maturity" />;
  return (
    <div class="page campaigns">
      {error?.code === 'conflict' && (
        <Notice title="No results yet">
          <p>{error.message}</p>
          <p>
            <a href={campaign}>Go to the campaign</a>
          </p>
        </Notice>
      )}
      {error !== null && error.code !== 'conflict' && <Problem error={error} again={again} kept={spread !== null} />}
      {spread === null && error === null && (
        <p class="quiet" role="status">
          Reading …
        </p>
      )}
      {spread !== null && (
        <>
          <Head spread={spread} zone={zone} campaign={campaign} file={`/api/v1${address}?format=csv`} />
          <OrganisationSpread spread={spread} />
          <OrganisationStatements spread={spread} asking={asking} />
          <Members spread={spread} />
        </>
      )}
    </div>
  );
}

type HeadGiven = { readonly spread: WireOrganisationSpread; readonly zone: string; readonly campaign: string; readonly file: string };

function Head({ spread, zone, campaign, file }: HeadGiven) {
  const { invited, responded, model } = spread;
  const rate =
    responded === null
      ? 'How many answered is not told: it would show who.'
      : invited === 0
        ? 'Nobody was invited.'
        : `${count(responded)} of ${count(invited)} answered (${share(responded / invited)}).`;
  return (
    <header>
      <p class="crumbs">
        <a href="/maturity">Maturity</a> › <a href={campaign}>{spread.campaign.name}</a>
      </p>
      <h1>
        Results of <bdi>{spread.campaign.name}</bdi>
      </h1>
      <p class="lead">
        {stateInWords(spread.campaign, zone)} {rate}
      </p>
      <p class="quiet">
        <bdi>{model.name}</bdi> {model.version}.{' '}
        <a class="button quiet-button" href={file} download>
          <Icon name="download" />
          CSV
        </a>
      </p>
    </header>
  );
}

/** By name: there is no order of teams. */
function Members({ spread }: { readonly spread: WireOrganisationSpread }) {
  return (
    <section aria-labelledby="members">
      <h2 id="members">Teams</h2>
      <ul class="team-links">
        {spread.members.map(({ id, name, consensus }) => (
          <li key={id}>
            <a href={`/teams/${encodeURIComponent(id)}/maturity?campaign=${encodeURIComponent(spread.campaign.id)}`}>
              <bdi>{name}</bdi>
            </a>
            {consensus && <span class="quiet"> answered openly together</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
