import { useEffect, useRef } from 'preact/hooks';
import { useThemeRound } from '../theme.ts';
import type { Picture } from './picture.ts';

/** A chart with its caption; the library that draws it is fetched when the first one appears. */
export function Trend({ picture, caption, summary }: { readonly picture: Picture; readonly caption: string; readonly summary: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const round = useThemeRound();
  useEffect(() => {
    let clear: (() => void) | null = null;
    let gone = false;
    void import('./draw.ts').then(({ draw }) => {
      if (!gone && canvas.current) clear = draw(canvas.current, picture);
    });
    return () => {
      gone = true;
      clear?.();
    };
  }, [picture, round]);
  return (
    <figure class="trend">
      <figcaption>{caption}</figcaption>
      <div class="canvas">
        <canvas ref={canvas} role="img" aria-label={summary} />
      </div>
    </figure>
  );
}
