import { useRoute } from 'preact-iso/router';
import { ask, type TeamRow, type WireAnswer, type WireFlow, type WireSpread } from '../api.ts';
import { useAsk } from '../ask.ts';
import { useLiveAsk } from '../live.ts';
import { type Asking, useQuestion } from '../navigate.ts';
import type { WireOwned } from '../owner-words.ts';
import { Evidence } from '../parts/evidence.tsx';
import { FlowStages } from '../parts/flow.tsx';
import { OwnedServices } from '../parts/owners.tsx';
import { Panels } from '../parts/panels.tsx';
import { SpreadQuality } from '../parts/spread-quality.tsx';
import { Missing, NothingCollected, Problem } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { Waiting } from '../parts/waiting.tsx';
import { Where } from '../parts/where.tsx';
import { apiQuery, carried, chartQuery } from '../question.ts';
import { useSettings } from '../settings.ts';
import { Spread, SpreadSpace } from './overview.tsx';
import '../styles/service.css';
import '../styles/team.css';

type TeamAnswer = TeamRow & { readonly owned: readonly WireOwned[] };

/** One team: how its services spread, its own five answers, where time goes, what waits, and what it owns since when. */
export function Team() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const asking = useQuestion({ team: id });
  const team = useAsk(`/teams/${encodeURIComponent(id)}`, ask<TeamAnswer>);
  const known = team.data?.id === id ? team.data : null;
  useTitle(known?.name ?? id);
  if (team.error?.code === 'not_found') return <Missing what="team" id={id} list="/" />;
  return <About key={id} asking={asking} team={known} error={team.error} again={team.again} />;
}

type Given = Pick<ReturnType<typeof useAsk<TeamAnswer>>, 'error' | 'again'> & { readonly asking: Asking; readonly team: TeamAnswer | null };

function About({ asking, team, error, again }: Given) {
  const { question } = asking;
  const id = question.team ?? '';
  const spread = useLiveAsk(`/spread${apiQuery({ ...question, bucket: null }, { trend: 'true' })}`, ask<WireSpread>);
  const answer = useLiveAsk(`/metrics${chartQuery(question)}`, ask<WireAnswer>);
  const flow = useLiveAsk(`/flow${apiQuery({ ...question, bucket: null, compare: false })}`, ask<WireFlow>);
  const scope = answer.data?.scope ?? null;
  const settings = useSettings().data;
  const zone = question.zone ?? settings?.zone ?? 'UTC';
  const now = new Date(scope?.now ?? settings?.now ?? Date.now());
  const failed = [answer, spread, flow].filter((one) => one.error !== null);
  const [first] = failed;
  const several = severalOf(spread.data, team);
  const none = scope?.services === 0;
  return (
    <div class="page team">
      <Where
        asking={asking}
        scope={scope}
        title={team?.name ?? id}
        choosing="goes"
        charts
        beside={
          <>
            <a class="small" href={`/teams/${encodeURIComponent(id)}/maturity${carried(question)}`}>
              Its maturity
            </a>
            {spread.data && <SpreadQuality spread={spread.data} question={question} />}
          </>
        }
      />
      {error && <Problem error={error} again={again} kept={team !== null} />}
      {first?.error && (
        <Problem error={first.error} again={() => failed.map((one) => one.again())} kept={first.data !== null}>
          {first.error.code === 'invalid' && <a href={`/teams/${encodeURIComponent(id)}`}>Start again from the usual window</a>}
        </Problem>
      )}
      {scope !== null && scope.services > 0 && scope.exposureDays === 0 && <NothingCollected />}
      {several !== false && (
        <>
          {spread.data === null || (answer.data === null && answer.error === null) ? (
            spread.error === null && <SpreadSpace />
          ) : (
            <Spread asking={asking} spread={spread.data} blended={answer.data} fresh={spread.fresh} />
          )}
          {several === true && <h2 class="between">All services of the team together</h2>}
        </>
      )}
      {several !== null && !none && (
        <>
          <Panels asking={asking} answer={answer} sixth={<Waiting asking={asking} flow={flow} />} />
          <FlowStages asking={asking} flow={flow} />
        </>
      )}
      {team !== null && <OwnedServices owned={team.owned} question={question} zone={zone} now={now} />}
      <Evidence asking={asking} />
    </div>
  );
}

/** Whether strips say anything; null while it is not known, so that nothing is put above what is already being read. */
function severalOf(spread: WireSpread | null, team: TeamAnswer | null): boolean | null {
  if (spread !== null) return spread.services.length > 1;
  return team === null ? null : new Set(team.owned.map(({ service }) => service.id)).size > 1;
}
