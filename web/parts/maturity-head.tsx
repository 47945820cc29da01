import { useLocation } from 'preact-iso/router';
import type { WireProfile } from '../api.ts';
import { byEvidence, campaignInWords, closedOf, pendingInWords, type TeamAssessments } from '../assessed.ts';
import { useCatalog } from '../catalog.ts';
import { day } from '../format.ts';
import { provisionalInWords, responsesInWords } from '../maturity-words.ts';
import { carried, pageOf, type Question } from '../question.ts';
import { useSettings } from '../settings.ts';
import type { Place } from '../team-page.ts';
import { CopyLink } from './copy-link.tsx';

type Given = {
  readonly team: string;
  readonly question: Question;
  readonly place: Place;
  readonly assessments: TeamAssessments | null;
  /** The campaign that is shown; null = by evidence alone. */
  readonly campaign: string | null;
  readonly profile: WireProfile | null;
  readonly zone: string;
};

/** Which team, which campaign and when, who answered, and whether it is final. */
export function MaturityHead({ team, question, place, assessments, campaign, profile, zone }: Given) {
  const settings = useSettings().data;
  const campaigns = assessments?.items ?? [];
  const pending = pendingInWords(campaigns, zone);
  const name = profile?.team.name ?? assessments?.team.name ?? team;
  return (
    <header class="where maturity-head">
      <div class="crumbs">
        <Crumbs team={team} question={question} organisation={settings?.organisation ?? '…'} />
        <div class="crumbs-end">
          <CopyLink />
          {settings?.demo === true && <span class="badge">Demo data</span>}
        </div>
      </div>
      <h1>
        <bdi>{name}</bdi>: maturity
        <span class="rest">{profile === null ? '' : `, ${whenOf(profile, zone)}`}</span>
      </h1>
      {profile !== null && (
        <p>
          {saidOf(profile, zone)}
          {profile.campaign === null && (
            <>
              {' '}
              <a href={`/maturity/new${carried(question)}`}>Ask people, too</a>
            </>
          )}
        </p>
      )}
      <div class="toolbar">
        <label class="field">
          <span>Results</span>
          <select
            value={campaign ?? byEvidence}
            onChange={({ currentTarget }) => place.go({ campaign: currentTarget.value, dimension: null, gaps: null })}
          >
            {closedOf(campaigns).map((one) => (
              <option key={one.id} value={one.id}>
                {campaignInWords(one, zone)}
              </option>
            ))}
            <option value={byEvidence}>By evidence alone, today</option>
          </select>
        </label>
        <nav class="jumps" aria-label="Parts of this page">
          <a href="#profile">Profile</a>
          {profile?.campaign && <a href="#gaps">Gaps</a>}
          <a href="#actions">Actions</a>
          {profile?.campaign && <a href="#notes">Notes</a>}
        </nav>
        <a href={pageOf('teams', team, question)}>How this team delivers</a>
      </div>
      {pending !== null && <p class="quiet small">{pending}</p>}
    </header>
  );
}

const whenOf = ({ campaign, at }: WireProfile, zone: string): string =>
  campaign === null ? `by evidence alone, ${day(new Date(at), zone)}` : campaignInWords(campaign, zone);

/** Who answered; what makes every level provisional is said once, here. */
function saidOf(profile: WireProfile, zone: string): string {
  const answered = responsesInWords(profile);
  const previous = profile.previous === null ? '' : ` Last time: ${campaignInWords(profile.previous, zone)}.`;
  const few = profile.dimensions.length > 0 && profile.dimensions.every(({ provisional }) => provisional.includes('response'));
  return `${answered}.${few ? ` Every level is provisional, because ${provisionalInWords.response}.` : ''}${previous}`;
}

function Crumbs({ team, question, organisation }: { readonly team: string; readonly question: Question; readonly organisation: string }) {
  const { route } = useLocation();
  const teams = useCatalog().teams.data ?? [];
  return (
    <>
      <a class="organisation" href={`/${carried(question)}`}>
        {organisation}
      </a>
      <Then />
      <a href={`/maturity${carried(question)}`}>Maturity</a>
      <Then />
      <select
        class="crumb"
        aria-label="Team"
        value={team}
        onChange={({ currentTarget }) => route(`/teams/${encodeURIComponent(currentTarget.value)}/maturity${carried(question)}`)}
      >
        {!teams.some(({ id }) => id === team) && <option value={team}>{team}</option>}
        {teams.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}

const Then = () => (
  <span class="quiet" aria-hidden="true">
    ›
  </span>
);
