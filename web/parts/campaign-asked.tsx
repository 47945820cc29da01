import type { WireCampaignStory } from '../api.ts';
import { minutesInWords, rateInWords, roleName } from '../campaign-words.ts';
import { some } from '../format.ts';
import { type Column, DataTable } from './data-table.tsx';

type Team = WireCampaignStory['teams'][number];

const columnsOf = ({ id, state }: WireCampaignStory): readonly Column<Team>[] => [
  {
    id: 'team',
    name: 'Team',
    cell: ({ id: team, name }) => {
      const at = state === 'closed' ? `?campaign=${encodeURIComponent(id)}` : '';
      return (
        <a href={`/teams/${encodeURIComponent(team)}/maturity${at}`}>
          <bdi>{name}</bdi>
        </a>
      );
    },
  },
  {
    id: 'asked',
    name: 'Is asked',
    wraps: true,
    cell: ({ roles, consensus }) => (
      <ul class="plain">
        {roles.map(({ role, statements, minutes }) => (
          <li key={role}>
            {consensus ? 'Together' : roleName(role)}: {some(statements, 'statement')}, {minutesInWords(minutes)}
          </li>
        ))}
      </ul>
    ),
  },
  { id: 'rate', name: 'Answers', wraps: true, cell: (team) => (team.consensus ? together(team) : rateInWords(team)) },
];

const together = ({ submitted }: Team): string =>
  submitted === null || submitted === 0 ? 'not yet; openly together' : 'answered, openly together';

/** Who is asked what, and how many answered. */
export function CampaignTeams({ story }: { readonly story: WireCampaignStory }) {
  return (
    <section aria-labelledby="asked">
      <h2 id="asked">{story.state === 'closed' ? 'Teams' : 'Who is asked'}</h2>
      <DataTable label="Teams of the campaign" columns={columnsOf(story)} rows={story.teams} keyOf={({ id }) => id} />
    </section>
  );
}
