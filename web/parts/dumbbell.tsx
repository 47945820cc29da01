/** People as a dot, records as a square, on one scale from none to all; the row says both in words. */
export function Dumbbell({ answers, measured }: { readonly answers: number | null; readonly measured: number | null }) {
  const at = (value: number): string => `${value * 100}%`;
  return (
    <div class="dumbbell" aria-hidden="true">
      <div class="track">
        {answers !== null && measured !== null && (
          <span class="between-both" style={{ left: at(Math.min(answers, measured)), width: at(Math.abs(answers - measured)) }} />
        )}
        {measured !== null && <span class="records-say" style={{ left: at(measured) }} />}
        {answers !== null && <span class="people-say" style={{ left: at(answers) }} />}
      </div>
      <p>
        <span>0</span>
        {answers !== null && <span class="says people">people</span>}
        {measured !== null && <span class="says records">records</span>}
        <span>100{'\u202f'}%</span>
      </p>
    </div>
  );
}
