import { useTitle } from '../parts/title.ts';

export function TeamMaturity() {
  useTitle('Maturity of a team');
  return (
    <div class="page">
      <h1>Maturity of a team</h1>
    </div>
  );
}
