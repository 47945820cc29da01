import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { carried, readQuestion } from '../question.ts';
import { useTheme } from '../theme.ts';
import { Icon, type IconName } from './icon.tsx';

type Place = { readonly path: string; readonly name: string; readonly icon: IconName; readonly also?: readonly string[] };

const pages: readonly Place[] = [
  { path: '/', name: 'Overview', icon: 'overview', also: ['/teams', '/services'] },
  { path: '/deployments', name: 'Deployments', icon: 'deployments' },
  { path: '/changes', name: 'Changes', icon: 'changes' },
  { path: '/incidents', name: 'Incidents', icon: 'incidents' },
  { path: '/maturity', name: 'Maturity', icon: 'maturity' },
];
const workings: readonly Place[] = [
  { path: '/quality', name: 'Quality', icon: 'quality' },
  { path: '/ledger', name: 'Decisions', icon: 'decisions' },
  { path: '/sources', name: 'Sources', icon: 'sources' },
  { path: '/settings', name: 'Settings', icon: 'settings' },
];

const under = (path: string, place: string): boolean => path === place || (place !== '/' && path.startsWith(`${place}/`));
/** A team has a page of its maturity beside that of its delivery. */
const ofMaturity = /^\/teams\/[^/]+\/maturity$/;
const isHere = (path: string, place: Place): boolean =>
  ofMaturity.test(path) ? place.path === '/maturity' : [place.path, ...(place.also ?? [])].some((one) => under(path, one));

/** Where one can go: a rail on the left; on a phone a bar at the bottom that keeps the rarer places behind "More". */
export function Rail({ version }: { readonly version: string | null }) {
  const { path, query } = useLocation();
  const window = carried(readQuestion(query));
  const link = (place: Place) => (
    <a key={place.path} href={`${place.path}${window}`} aria-current={isHere(path, place) ? 'page' : undefined}>
      <Icon name={place.icon} />
      <span>{place.name}</span>
    </a>
  );
  return (
    <header class="rail">
      <a class="brand" href={`/${window}`}>
        <svg class="bob" viewBox="0 0 24 32" width="18" height="24" aria-hidden="true" focusable="false">
          <path class="line" d="M12 0v14" />
          <path class="weight" d="M12 31l-6-10 2-6h8l2 6z" />
        </svg>
        Plumbline
      </a>
      <nav aria-label="Pages">
        {pages.map(link)}
        <More path={path}>
          {workings.map(link)}
          <a href="/api/v1/docs">
            <Icon name="api" />
            <span>API</span>
          </a>
          <ThemeSwitch />
        </More>
      </nav>
      {version !== null && <p class="version">Version {version}</p>}
    </header>
  );
}

/** Open by itself where there is room; a phone opens it on demand, and going somewhere closes it. */
function More({ path, children }: { readonly path: string; readonly children: preact.ComponentChildren }) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const narrow = matchMedia('(max-width: 719px)');
    const suit = (): void => {
      if (details.current) details.current.open = !narrow.matches;
    };
    suit();
    narrow.addEventListener('change', suit);
    return () => narrow.removeEventListener('change', suit);
  }, [path]);
  return (
    <details class="more" ref={details} open>
      <summary>
        <Icon name="more" />
        <span>More</span>
      </summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: going somewhere closes it, also to the page one is on; the links do the rest. */}
      <div
        class="places"
        onClick={({ target }) => {
          if (target instanceof Element && target.closest('a') && details.current && matchMedia('(max-width: 719px)').matches)
            details.current.open = false;
        }}
      >
        {children}
      </div>
    </details>
  );
}

const names = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' } as const;

function ThemeSwitch() {
  const { choice, next } = useTheme();
  return (
    <button type="button" class="theme" onClick={next} aria-label={`${names[choice]}. Change`}>
      <Icon name="theme" />
      <span>{names[choice]}</span>
    </button>
  );
}
