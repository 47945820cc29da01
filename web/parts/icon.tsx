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
  deployments: 'M12 3v13M7 8l5-5 5 5M4 21h16',
  changes: 'M6 3v12M18 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM18 9a9 9 0 0 1-9 9',
  incidents: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  decisions: 'M4 4h16v12H11l-5 4v-4H4zM8 10l3 3 5-5',
  maturity: 'M3 20h4v-4h5v-4h5V8h4V4',
  quality: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5',
  settings: 'M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4',
  more: 'M5 12h.5M12 12h.5M19 12h.5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  download: 'M12 4v11M7 10l5 5 5-5M4 20h16',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
} as const;
export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
