import { useTitle } from '../parts/title.ts';

export function Answer() {
  useTitle('Questionnaire');
  return (
    <div class="page">
      <h1>Questionnaire</h1>
    </div>
  );
}
