/** Which way something moved, and whether that is for the better: a shape beside a word, never a colour alone. */
export function Shape({ direction, verdict }: { readonly direction: 'up' | 'down'; readonly verdict: 'better' | 'worse' }) {
  return (
    <svg class={`shape ${verdict} ${direction}`} viewBox="0 0 8 8" width="10" height="10" aria-hidden="true" focusable="false">
      <path d={direction === 'up' ? 'M4 0l4 8H0z' : 'M0 0h8L4 8z'} />
    </svg>
  );
}
