import { useTitle } from '../parts/title.ts';

export function NewCampaign() {
  useTitle('A new campaign');
  return (
    <div class="page">
      <h1>A new campaign</h1>
    </div>
  );
}
