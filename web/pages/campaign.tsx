import { useTitle } from '../parts/title.ts';

export function Campaign() {
  useTitle('Campaign');
  return (
    <div class="page">
      <h1>Campaign</h1>
    </div>
  );
}
