import { useTheme } from '../theme.ts';
import { Icon } from './icon.tsx';

const pages = [
  { path: '/', name: 'Overview', icon: 'overview' },
  { path: '/sources', name: 'Sources', icon: 'sources' },
] as const;

/** Where one can go: a rail on the left, a bar at the bottom of a phone. */
export function Rail({ path, version }: { readonly path: string; readonly version: string | null }) {
  return (
    <header class="rail">
      <a class="brand" href="/">
        <svg class="bob" viewBox="0 0 24 32" width="18" height="24" aria-hidden="true" focusable="false">
          <path class="line" d="M12 0v14" />
          <path class="weight" d="M12 31l-6-10 2-6h8l2 6z" />
        </svg>
        Plumbline
      </a>
      <nav aria-label="Pages">
        {pages.map((page) => (
          <a key={page.path} href={page.path} aria-current={page.path === path ? 'page' : undefined}>
            <Icon name={page.icon} />
            <span>{page.name}</span>
          </a>
        ))}
        <a href="/api/v1/docs">
          <Icon name="api" />
          <span>API</span>
        </a>
        <ThemeSwitch />
      </nav>
      {version !== null && <p class="version">Version {version}</p>}
    </header>
  );
}

const names = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' } as const;

function ThemeSwitch() {
  const { choice, next } = useTheme();
  return (
    <button type="button" class="theme" onClick={next} aria-label={`${names[choice]}. Change`}>
      <Icon name="theme" />
      <span>
        {names[choice].split(' ')[0]}
        <span class="wide"> theme</span>
      </span>
    </button>
  );
}
