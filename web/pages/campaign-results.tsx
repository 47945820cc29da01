import { useTitle } from '../parts/title.ts';

export function CampaignResults() {
  useTitle('Results');
  return (
    <div class="page">
      <h1>Results</h1>
    </div>
  );
}
