import type { EvidenceRecord } from '../../src/maturity/evidence/evidence.ts';
import type { Wire } from '../api.ts';
import { reasonInWords } from '../decision-words.ts';
import { moment, some } from '../format.ts';
import { classInWords, figuresInWords, quantityInWords, type RuleNow, unitOf, verdictOf } from '../maturity-evidence-words.ts';
import { quoted } from '../maturity-words.ts';
import { patched } from '../question.ts';
import { placedOf, type TeamPage } from '../team-page.ts';
import { usePages } from './list.tsx';
import { Outward } from './outward.tsx';
import { Sheet } from './sheet.tsx';
import { Problem } from './states.tsx';

type Item = Wire<EvidenceRecord>;

/** The records behind the rule the address names, beside the page. */
export function Records({ page }: { readonly page: TeamPage }) {
  const { rule } = page.place.query;
  if (rule === undefined) return null;
  return <Opened key={rule} page={page} id={rule} />;
}

function Opened({ page, id }: { readonly page: TeamPage; readonly id: string }) {
  const rule = page.rules.get(id) ?? null;
  const statement = placedOf(page.profile).find((one) => one.statement.evidence?.rule === id)?.statement ?? null;
  const then = statement?.evidence ?? null;
  const figures = rule === null ? null : figuresInWords(rule, unitOf({ ...rule, rule: id }, rule));
  return (
    <Sheet
      name={statement === null ? 'Evidence' : `Evidence: ${quoted(statement.text)}`}
      title={rule === null ? 'Records' : `${verdictOf(rule)}${figures === null ? '' : `: ${figures}`}`}
      leave={() => page.place.go({ rule: null })}
      opener={() => document.querySelector<HTMLElement>(`[data-rule="${CSS.escape(id)}"]`)}
    >
      {rule !== null && (
        <p>
          {rule.measures} Read over the last {some(rule.days, 'day')}; it {classInWords[rule.class]}.
        </p>
      )}
      {rule !== null && rule.parts.length > 1 && <Parts rule={rule} />}
      {page.profile.campaign !== null && then !== null && (
        <p class="quiet small">
          The campaign read it on {moment(new Date(page.profile.at), page.zone)}:{' '}
          {figuresInWords(then, unitOf(then, rule)) ?? verdictOf(then).toLowerCase()}. The records below are those of today.
        </p>
      )}
      <Rows team={page.profile.team.id} id={id} rule={rule} zone={page.zone} />
    </Sheet>
  );
}

/** All must hold. */
function Parts({ rule }: { readonly rule: RuleNow }) {
  return (
    <ul class="reasons-counted">
      {rule.parts.map((part) => (
        <li key={part.part}>
          <strong>{part.part}</strong> {figuresInWords(part, part.unit) ?? 'nothing to look at'}
        </li>
      ))}
    </ul>
  );
}

const keyOf = ({ key, part, at }: Item): string => `${key} ${part} ${at}`;

type RowsGiven = { readonly team: string; readonly id: string; readonly rule: RuleNow | null; readonly zone: string };

function Rows({ team, id, rule, zone }: RowsGiven) {
  const { rows, total, more, error, again, loading } = usePages<Item>(
    `/assessments/evidence/${encodeURIComponent(id)}${patched('', { team })}`,
    keyOf,
  );
  const unitOfPart = (part: string): string | null => rule?.parts.find((one) => one.part === part)?.unit ?? null;
  return (
    <>
      {error && <Problem error={error} again={again} kept={rows.length > 0} />}
      <p class="quiet" role="status">
        {loading && rows.length === 0
          ? 'Reading records …'
          : total === 0
            ? 'No record to look at.'
            : `${some(total ?? rows.length, 'record')}, the newest first`}
      </p>
      <ul class="records">
        {rows.map((item) => (
          <li key={keyOf(item)}>
            <p class="record">
              <Outward url={item.url}>{item.title}</Outward>
              <strong>{item.value === null ? metInWords(item.met) : quantityInWords(item.value, unitOfPart(item.part))}</strong>
            </p>
            <p class="quiet small">
              {moment(new Date(item.at), zone)} · {whyInWords(item)}
              {rule !== null && rule.parts.length > 1 && ` · ${item.part}`}
            </p>
          </li>
        ))}
      </ul>
      {more !== null && (
        <button type="button" class="button" onClick={more} disabled={loading}>
          {loading ? 'Reading …' : 'More'}
        </button>
      )}
    </>
  );
}

const metInWords = (met: boolean | null): string => (met === null ? 'not known' : met ? 'as it says' : 'not so');

/** What a metric leaves out has its reason as a code. */
const whyInWords = ({ why, met, value }: Item): string => (met === null && value === null ? reasonInWords(why) : why);
