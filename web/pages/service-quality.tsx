import { useRoute } from 'preact-iso/router';
import { ask, type ServiceRow } from '../api.ts';
import { useAsk } from '../ask.ts';
import { listScope } from '../list-window.ts';
import { useLiveAsk } from '../live.ts';
import { useQuestion } from '../navigate.ts';
import { QualityByMetric, QualityParts, UnmappedIncidents } from '../parts/quality-parts.tsx';
import { Missing, NoScope, Problem } from '../parts/states.tsx';
import { useTitle } from '../parts/title.ts';
import { Where } from '../parts/where.tsx';
import { qualityInWords, type WireServiceQuality } from '../quality-words.ts';
import { carried, pageOf, patched } from '../question.ts';
import { useSettings } from '../settings.ts';
import '../styles/quality.css';

/** One service: every part of its data quality, what each took, what it means and where it is mended. */
export function ServiceQualityPage() {
  const { params } = useRoute();
  const id = params.id ?? '';
  const asking = useQuestion({ service: id });
  const { question } = asking;
  const asked = useSettings();
  const settings = asked.data;
  const zone = question.zone ?? settings?.zone ?? 'UTC';
  const scope = settings === null ? null : listScope(question, zone, new Date(settings.now));
  const service = useAsk(`/services/${encodeURIComponent(id)}`, ask<ServiceRow>);
  const known = service.data?.id === id ? service.data : null;
  const name = known?.name ?? id;
  const { from, to } = question;
  const answer = useLiveAsk(`/quality${patched('', { service: id, from, to, zone: question.zone })}`, ask<WireServiceQuality>);
  useTitle(`Data quality of ${name}`);
  if (service.error?.code === 'not_found') return <Missing what="service" id={id} list="/quality" />;
  const failed = [service, answer].find(({ error }) => error !== null);
  const { data } = answer;
  return (
    <div class="page quality-page">
      <Where asking={asking} scope={scope} title={`Data quality of ${name}`} choosing="goes" offers="window" />
      {scope === null && <NoScope settings={asked} path={`/services/${encodeURIComponent(id)}/quality`} />}
      {failed?.error && <Problem error={failed.error} again={failed.again} kept={failed.data !== null} />}
      {data === null ? (
        answer.error === null && (
          <p class="quiet" role="status">
            Reading …
          </p>
        )
      ) : (
        <>
          <QualityParts id={id} sentence={qualityInWords(data.quality)} quality={data.quality} question={question} />
          <QualityByMetric metrics={data.metrics} />
          <UnmappedIncidents id={id} incidents={data.incidents} question={question} />
        </>
      )}
      <p class="small">
        <a href={pageOf('services', id, question)}>
          All numbers of <bdi>{name}</bdi>
        </a>{' '}
        · <a href={`/quality${carried(question)}`}>Data quality of every service</a>
      </p>
    </div>
  );
}
