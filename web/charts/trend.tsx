import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { useThemeRound } from '../theme.ts';
import type { Drawn } from './draw.ts';
import type { Picture } from './picture.ts';
import { stepTo } from './step.ts';

type Given = { readonly picture: Picture; readonly caption: string; readonly summary: string };

/**
 * A chart with its caption; the library that draws it is fetched when the first one appears. Arrow keys walk its points and say them,
 * Enter follows the one that leads somewhere.
 */
export function Trend({ picture, caption, summary }: Given) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const { route } = useLocation();
  const round = useThemeRound();
  useEffect(() => {
    let gone = false;
    setAt(null);
    void import('./draw.ts').then(({ draw }) => {
      if (!gone && canvas.current) drawn.current = draw(canvas.current, picture, route);
    });
    return () => {
      gone = true;
      drawn.current?.clear();
      drawn.current = null;
    };
  }, [picture, round]);
  const show = (index: number | null): void => {
    setAt(index);
    drawn.current?.point(index);
  };
  const walk = (event: KeyboardEvent): void => {
    const href = at === null ? undefined : picture.marks[at]?.href;
    if (event.key === 'Enter' && href) route(href);
    if (event.key === 'Escape') show(null);
    const next = stepTo(
      event.key,
      at,
      picture.marks.flatMap(({ y }, index) => (y === null ? [] : [index])),
    );
    if (next === null) return;
    event.preventDefault();
    show(next);
  };
  const mark = at === null ? undefined : picture.marks[at];
  return (
    <figure class="trend">
      <figcaption>{caption}</figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of points is no set of fields. */}
      <div
        class="canvas"
        role="group"
        aria-roledescription="chart"
        aria-label={`${summary} Arrow keys walk its points.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: its points are walked by keyboard.
        tabIndex={0}
        onKeyDown={walk}
        onBlur={() => show(null)}
      >
        <canvas ref={canvas} />
      </div>
      <p class="unseen" aria-live="polite">
        {mark === undefined ? '' : `${mark.title}: ${mark.lines.join(', ')}${mark.href ? '. Enter opens it' : ''}`}
      </p>
    </figure>
  );
}
