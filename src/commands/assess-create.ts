/** `plumbline assess create`: a campaign from options, or from a file with the same names. */

import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { sql } from 'kysely';
import { newCampaign } from '../api/shapes-assessments.ts';
import type { Db } from '../database/open.ts';
import { AppError } from '../domain/errors.ts';
import { isLocalDate, startOfDate } from '../domain/zoned.ts';
import { planCampaign } from '../maturity/campaign/plan-campaign.ts';
import { type CampaignStory, readCampaign } from '../maturity/campaign/story.ts';
import { type Fault, locatedFaults, textOfFault, textOfPath } from '../yaml/faults.ts';
import { readYaml } from '../yaml/read.ts';
import { schemaFaults } from '../yaml/schema-faults.ts';
import { readText } from './file-trouble.ts';
import { globalOptions } from './options.ts';
import { ownModels } from './own-models.ts';
import { withDatabase } from './setup.ts';
import { oneLine } from './table.ts';
import type { Terminal } from './terminal.ts';

type Options = {
  readonly file?: string;
  readonly name?: string;
  readonly model?: string;
  readonly teams?: readonly string[];
  readonly together?: readonly string[];
  readonly dimensions?: readonly string[];
  readonly roles?: readonly string[];
  readonly sameForAll?: boolean;
  readonly opens?: string;
  readonly closes?: string;
  readonly practiceMinimum?: string;
  readonly statements?: string;
  readonly json?: boolean;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A date is midnight of the reporting zone; anything else stays as it is. */
const instantOf = (value: unknown, zone: string): unknown =>
  typeof value === 'string' && isLocalDate(value) ? startOfDate(value, zone).toISOString() : value;

/** What the options say; what they leave out is absent. */
function given(options: Options): Readonly<Record<string, unknown>> {
  const { name, model, teams, together = [], dimensions, roles, sameForAll, opens, closes, practiceMinimum, statements } = options;
  const asked = teams === undefined && together.length === 0 ? undefined : [...new Set([...(teams ?? []), ...together])];
  const said = {
    name,
    model,
    teams: asked?.map((id) => ({ id, consensus: together.includes(id) })),
    dimensions,
    roles,
    questions: sameForAll ? 'same_for_all' : undefined,
    opensAt: opens,
    closesAt: closes,
    practiceMinimum: practiceMinimum === undefined ? undefined : Number(practiceMinimum),
    statements: statements === undefined ? undefined : Number(statements),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

type Parsed = ReturnType<typeof newCampaign.parse>;

const refuse = (said: readonly string[]): never => {
  throw new AppError('invalid', `The campaign has ${said.length === 1 ? 'a fault' : `${said.length} faults`}:\n${said.join('\n')}`, said);
};

/** `usual` = what holds where nothing is said. */
function parsed(
  value: Readonly<Record<string, unknown>>,
  usual: object,
  zone: string,
  say: (faults: readonly Fault[]) => readonly string[],
): Parsed {
  const whole = { ...usual, ...value };
  const dated = {
    ...whole,
    opensAt: instantOf(whole.opensAt, zone),
    closesAt: instantOf('closesAt' in whole ? whole.closesAt : undefined, zone),
  };
  const read = newCampaign.safeParse(dated);
  return read.success ? read.data : refuse(say(schemaFaults(read.error)));
}

/** The options by the names of the file. */
const optionOf: Readonly<Record<string, string>> = {
  opensAt: 'opens',
  closesAt: 'closes',
  practiceMinimum: 'practice-minimum',
};

const sayOptions = (faults: readonly Fault[]): readonly string[] =>
  faults.map(
    ({ path, message }) =>
      `--${optionOf[String(path[0])] ?? String(path[0])}: ${path.length > 1 ? `${textOfPath(path.slice(1))} ` : ''}${message}`,
  );

function fromFile(options: Options, usual: object, zone: string, cwd: string): Parsed {
  const file = resolve(cwd, options.file ?? '');
  const others = Object.keys(given(options));
  if (others.length > 0) refuse([`--file says everything: leave out what else is said (${others.join(', ')}).`]);
  const read = readYaml(readText(file));
  if ('faults' in read) return refuse(read.faults.map((fault) => textOfFault(file, fault)));
  const { document, lines, value } = read;
  if (!isObject(value)) return refuse([`${file}:1:1 must be a campaign: begin with "name: " and its name`]);
  return parsed(value, usual, zone, (faults) => locatedFaults(document, lines, faults).map((fault) => textOfFault(file, fault)));
}

async function everyTeam(db: Db): Promise<readonly { readonly id: string }[]> {
  const { rows } = await sql<{ id: string }>`select team_id as id from team order by team_id`.execute(db);
  return rows;
}

export const campaignLine = ({ id, name, state, opensAt, closesAt, teams }: CampaignStory): string =>
  `Campaign ${id}: ${oneLine(name)}, ${teams.length} ${teams.length === 1 ? 'team' : 'teams'}, ${state}, from ${opensAt.toISOString()} to ${closesAt.toISOString()}.`;

async function run(options: Options, command: Command, terminal: Terminal): Promise<void> {
  await withDatabase(terminal, globalOptions(command), async ({ config, database: { db } }) => {
    const now = terminal.now();
    const usual = { model: 'plumbline', opensAt: now.toISOString(), teams: await everyTeam(db) };
    const { zone } = config;
    const chosen =
      options.file === undefined ? parsed(given(options), usual, zone, sayOptions) : fromFile(options, usual, zone, terminal.cwd);
    const { models: own } = await ownModels(config);
    const dated = { ...chosen, opensAt: new Date(chosen.opensAt), closesAt: new Date(chosen.closesAt) };
    const story = await readCampaign(db, await planCampaign(db, dated, { now, zone, own }), now);
    if (options.json) return terminal.out(JSON.stringify(story, null, 2));
    terminal.out(
      `${campaignLine(story)}\nLinks: plumbline assess invite ${story.id} --team ${story.teams[0]?.id ?? 'ID'} --role developer --count 5`,
    );
  });
}

const list = (value: string): readonly string[] =>
  value
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

export function addCreate(assess: Command, terminal: Terminal): void {
  assess
    .command('create')
    .description('make a campaign; which statements each role of a team is asked is fixed here')
    .option('--file <file>', 'all of it as YAML or JSON, with the names POST /assessments/campaigns has')
    .option('--name <name>', 'what people read above the questions')
    .option('--model <id>', 'see `assess models` (default: plumbline)')
    .option('--teams <ids>', 'who is asked, with commas between (default: every team)', list)
    .option('--together <ids>', 'teams that answer openly together, because they are too small to answer anonymously', list)
    .option('--dimensions <ids>', 'of the model (default: all)', list)
    .option('--roles <roles>', 'developer, platform, lead (default: all)', list)
    .option('--same-for-all', 'everybody of a team is asked the same, whatever the role')
    .option('--opens <when>', 'a date (midnight of the reporting zone) or an instant (default: now)')
    .option('--closes <when>', 'the same; nobody can answer from then on')
    .addOption(new Option('--practice-minimum <n>', 'fewest answers that show a practice (default: 5)').choices(['3', '5']))
    .option('--statements <n>', 'most that one person is asked (default: 34)')
    .option('--json', 'print JSON')
    .action((options: Options, command: Command) => run(options, command, terminal));
}
