import { useEffect, useMemo } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso/router';
import type { Model } from '../../src/maturity/model.ts';
import { ask, type Wire, type WireProfile } from '../api.ts';
import { useAsk } from '../ask.ts';
import { chosenOf, profileAt, type TeamAssessments } from '../assessed.ts';
import type { RuleNow } from '../maturity-evidence-words.ts';
import { useQuestion } from '../navigate.ts';
import { Icon } from '../parts/icon.tsx';
import { Actions } from '../parts/maturity-actions.tsx';
import { Gaps } from '../parts/maturity-gaps.tsx';
import { MaturityHead } from '../parts/maturity-head.tsx';
import { Notes } from '../parts/maturity-notes.tsx';
import { Profile } from '../parts/maturity-profile.tsx';
import { Records } from '../parts/maturity-records.tsx';
import { Missing, Problem } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { usePlans } from '../plans.ts';
import { patched } from '../question.ts';
import { useSettings } from '../settings.ts';
import { usePlace } from '../team-page.ts';
import { isZone } from '../zones.ts';
import '../styles/decide.css';
import '../styles/story.css';
import '../styles/maturity.css';
import '../styles/maturity-detail.css';
import '../styles/plans.css';

/** One team's maturity: its profile, where answers meet evidence, and what it does next. */
export function TeamMaturity() {
  const { params } = useRoute();
  const id = params.id ?? '';
  return <About key={id} team={id} />;
}

function About({ team }: { readonly team: string }) {
  const { question } = useQuestion({ team });
  const place = usePlace();
  const settings = useSettings().data;
  const zone = question.zone !== null && isZone(question.zone) ? question.zone : (settings?.zone ?? 'UTC');
  const assessments = useAsk(`/assessments/teams/${encodeURIComponent(team)}`, ask<TeamAssessments>);
  const campaign = assessments.data === null ? null : chosenOf(assessments.data.items, place.query.campaign);
  const asked = useAsk(assessments.data === null ? null : profileAt(team, campaign, place.query.model ?? null), ask<WireProfile>);
  const profile = asked.data;
  const rules = useRules(team);
  const optionsOf = useOptions(profile);
  const plans = usePlans(team, profile?.model.id ?? null, asked.again);
  useTitle(profile === null ? `Maturity of ${team}` : `Maturity of ${profile.team.name}`);
  useAnchor(profile !== null);
  if (assessments.error?.code === 'not_found') return <Missing what="team" id={team} list="/maturity" />;
  const failed = [assessments, asked].find(({ error }) => error !== null);
  const page = profile === null ? null : { profile, rules, optionsOf, plans, place, zone, now: settings?.now ?? profile.at };
  return (
    <div class="page maturity">
      <MaturityHead
        team={team}
        question={question}
        place={place}
        assessments={assessments.data}
        campaign={campaign}
        profile={asked.fresh ? profile : null}
        zone={zone}
      />
      {failed?.error && <Problem error={failed.error} again={failed.again} kept={profile !== null} />}
      {profile === null && failed === undefined && (
        <p class="quiet" role="status">
          Reading …
        </p>
      )}
      <div ref={plans.message} tabIndex={-1} class={`outcome${plans.done === null ? '' : ' card'}`}>
        <p role="status">{plans.done}</p>
        {plans.done !== null && (
          <button type="button" class="button plain" onClick={plans.forget} aria-label="Close the message">
            <Icon name="close" />
          </button>
        )}
      </div>
      {page !== null && (
        <div class={asked.fresh ? 'maturity-parts' : 'maturity-parts stale'} aria-busy={!asked.fresh}>
          <Profile page={page} />
          <Gaps page={page} />
          <Actions page={page} />
          <Notes page={page} />
          <Records page={page} />
        </div>
      )}
    </div>
  );
}

type Rules = { readonly items: readonly RuleNow[] };

/** What evidence says now, rule by rule: the page is whole without it, and gains units and words of rules by it. */
function useRules(team: string): ReadonlyMap<string, RuleNow> {
  const { data } = useAsk(`/assessments/evidence${patched('', { team })}`, ask<Rules>);
  return useMemo(() => new Map((data?.items ?? []).map((rule) => [rule.id, rule])), [data]);
}

/** The answers of statements that have their own; other models need not be read. */
function useOptions(profile: WireProfile | null): (id: string) => readonly string[] | null {
  const needed = profile?.dimensions.some(({ statements }) => statements.some(({ scale }) => scale === 'options')) === true;
  const { data } = useAsk(
    needed && profile !== null ? `/assessments/models/${encodeURIComponent(profile.model.id)}` : null,
    ask<Wire<Model>>,
  );
  const options = useMemo(
    () =>
      new Map((data?.dimensions ?? []).flatMap(({ statements }) => statements.map((one) => [one.id, one.options.map(({ text }) => text)]))),
    [data],
  );
  return (id) => options.get(id) ?? null;
}

/** An address may name a part of the page, which is only there once it is read, or opened. */
function useAnchor(ready: boolean): void {
  const { url } = useLocation();
  useEffect(() => {
    const [, part] = url.split('#');
    const target = ready && part !== undefined ? document.getElementById(decodeURIComponent(part)) : null;
    target?.scrollIntoView();
    target?.closest('[data-dimension]')?.querySelector('button')?.focus({ preventScroll: true });
  }, [ready, url]);
}
