/** Pictograms, drawn here so that nothing is loaded. All decorative: a word stands beside each. */

const paths = {
  overview: 'M3 20h18M6 16v-4M11 16V7M16 16v-7M21 16V4',
  sources: 'M4 6c0-4 16-4 16 0s-16 4-16 0v6c0 4 16 4 16 0V6M4 12v6c0 4 16 4 16 0v-6',
  api: 'M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14',
  theme: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
  close: 'M6 6l12 12M18 6L6 18',
  outward: 'M8 16L17 7M9 7h8v8',
  evidence: 'M4 6h16M4 12h16M4 18h9',
  right: 'M9 5l7 7-7 7',
} as const;

export function Icon({ name }: { readonly name: keyof typeof paths }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
