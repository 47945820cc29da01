export function Sources() {
  return (
    <div class="page">
      <h1>Sources</h1>
    </div>
  );
}
