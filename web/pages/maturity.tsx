import { useTitle } from '../parts/title.ts';

export function Maturity() {
  useTitle('Maturity');
  return (
    <div class="page">
      <h1>Maturity</h1>
    </div>
  );
}
