import { chancesInWords, gateInWords, rule, storyInWords, warningInWords } from '../maturity-gate-words.ts';
import {
  confidenceInWords,
  confidenceReasons,
  type Dimension,
  levelNames,
  levels,
  provisionally,
  type Statement,
} from '../maturity-words.ts';
import type { TeamPage } from '../team-page.ts';
import { StatementCard } from './maturity-statement.tsx';
import { TargetForm } from './maturity-targets.tsx';

type Given = { readonly page: TeamPage; readonly dimension: Dimension; readonly headed?: boolean };

/** What a level is made of: its gates in words, then every statement with what people and records say. */
export function DimensionDetail({ page, dimension, headed = false }: Given) {
  const { profile } = page;
  const { id, name, improvised, warnings, contested, statements } = dimension;
  const isLevels = profile.model.scored === 'levels';
  const groups = isLevels ? levels.filter((level) => statements.some((one) => one.level === level)) : [null];
  const beside = isLevels ? statements.filter((one) => one.level === null) : [];
  return (
    <section class="dimension" id={`dimension-${id}`} aria-label={name}>
      {headed && <h3>{name}</h3>}
      {isLevels && <p class="story-line">{storyInWords(dimension)}</p>}
      {contested.length > 0 && (
        <p class="aside-line">
          People see some of this differently. Talk about it together before the level is final: both may be right about what they see.
        </p>
      )}
      {warnings.map((warning) => (
        <p key={`${warning.level} ${warning.dimension}`} class="aside-line">
          {warningInWords(warning, profile.dimensions)}
        </p>
      ))}
      <Doubts dimension={dimension} />
      {isLevels && (
        <p class="quiet small">
          Level 1, {levelNames[1]}: {improvised}
        </p>
      )}
      {groups.map((level) => (
        <Group key={level} page={page} dimension={dimension} level={level} statements={statements.filter((one) => one.level === level)} />
      ))}
      {beside.length > 0 && <Group page={page} dimension={dimension} level={null} statements={beside} />}
      {isLevels && (
        <>
          <p class="quiet small">{rule}</p>
          <TargetForm page={page} dimension={dimension} />
        </>
      )}
    </section>
  );
}

/** How far to rely on the level, with the reasons. */
function Doubts({ dimension }: { readonly dimension: Dimension }) {
  const { confidence } = dimension;
  const parts = [
    provisionally(dimension),
    confidence === null ? null : `${confidenceInWords[confidence]}: ${confidenceReasons[confidence]}`,
  ].filter((part) => part !== null);
  const chances = chancesInWords(dimension);
  return (
    <>
      {parts.map((part) => (
        <p key={part} class="quiet small">
          {`${part.charAt(0).toUpperCase()}${part.slice(1)}.`}
        </p>
      ))}
      {chances !== null && <p class="quiet small">{chances}</p>}
    </>
  );
}

type GroupGiven = Given & { readonly level: Statement['level'] | 1; readonly statements: readonly Statement[] };

function Group({ page, dimension, level, statements }: GroupGiven) {
  const gate = dimension.gates.find((one) => one.level === level);
  return (
    <div class="level-group">
      {level !== null && (
        <h4>
          Level {level}, {levelNames[level]}
          {gate !== undefined && <span class="gate"> {gateInWords(gate, dimension, gate.level)}</span>}
        </h4>
      )}
      {level === null && page.profile.model.scored === 'levels' && <h4>Asked and shown, never scored</h4>}
      <ul class="statements">
        {statements.map((statement) => (
          <StatementCard key={statement.id} page={page} dimension={dimension} statement={statement} />
        ))}
      </ul>
    </div>
  );
}
