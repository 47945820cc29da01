/** The one place that knows Chart.js: our defaults and only the parts we use. Loaded when the first chart comes into being. */

import {
  Chart,
  type ChartOptions,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
  Tooltip,
} from 'chart.js';
import type { Picture } from './picture.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip);

const tokens = {
  series: '--series',
  settling: '--series-settling',
  surface: '--surface',
  ink: '--ink',
  ink2: '--ink-2',
  grid: '--grid',
  limit: '--line-strong',
  band: '--band',
  better: '--better',
  worse: '--worse',
} as const;
type Colours = Readonly<Record<keyof typeof tokens, string>>;

/** Tokens may be functions such as light-dark(): the browser itself says what colour they are here. */
function coloursOf(canvas: HTMLCanvasElement): Colours {
  const probe = document.createElement('i');
  canvas.after(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const entries = Object.entries(tokens).map(([name, token]) => [name, read(token)] as const);
  probe.remove();
  // One entry for every token, whose names are all there are.
  return Object.fromEntries(entries) as Colours;
}

function datasetOf({ marks, joined }: Picture, colours: Colours) {
  const own = (index: number): string => {
    const mark = marks[index];
    return mark?.signal ? colours[mark.signal] : mark?.settling ? colours.settling : colours.series;
  };
  const line = (index: number): string => (marks[index]?.settling ? colours.settling : colours.series);
  const fill = (index: number): string => (marks[index]?.partial || marks[index]?.signal ? colours.surface : own(index));
  const unsure = (index: number): boolean => Boolean(marks[index]?.partial || marks[index]?.settling);
  const small = marks.length > 60 ? 2 : 3;
  return {
    data: marks.map(({ x, y }) => ({ x, y: y ?? Number.NaN })),
    showLine: joined,
    spanGaps: false,
    borderColor: colours.series,
    borderWidth: 1.5,
    segment: {
      borderDash: ({ p0DataIndex, p1DataIndex }: { p0DataIndex: number; p1DataIndex: number }) =>
        unsure(p0DataIndex) || unsure(p1DataIndex) ? [3, 3] : undefined,
      borderColor: ({ p1DataIndex }: { p1DataIndex: number }) => line(p1DataIndex),
    },
    pointRadius: marks.map(({ signal }) => (signal ? 5 : small)),
    pointHoverRadius: 6,
    pointBorderWidth: marks.map(({ signal }) => (signal ? 3 : 1.5)),
    pointBorderColor: marks.map((_, index) => own(index)),
    pointBackgroundColor: marks.map((_, index) => fill(index)),
    clip: 8,
  };
}

/** Mean and limits behind the points, the window shaded. */
function behind({ limits, shaded }: Picture, colours: Colours): Plugin<'line'> {
  return {
    id: 'behind',
    beforeDatasetsDraw: ({ ctx, chartArea, scales: { x, y } }) => {
      if (!x || !y) return;
      const { left, right, top, bottom } = chartArea;
      ctx.save();
      if (shaded) {
        const [from, to] = [x.getPixelForValue(shaded.from), x.getPixelForValue(shaded.to)];
        ctx.fillStyle = colours.band;
        ctx.fillRect(from, top, to - from, bottom - top);
      }
      const level = (value: number, dash: number[]): void => {
        if (value < y.min || value > y.max) return;
        const at = y.getPixelForValue(value);
        ctx.setLineDash(dash);
        ctx.beginPath();
        ctx.moveTo(left, at);
        ctx.lineTo(right, at);
        ctx.stroke();
      };
      if (limits) {
        ctx.strokeStyle = colours.limit;
        ctx.lineWidth = 1;
        level(limits.mean, []);
        level(limits.high, [5, 4]);
        level(limits.low, [5, 4]);
      }
      ctx.restore();
    },
  };
}

function optionsOf({ marks, x, y, log }: Picture, colours: Colours, font: string): ChartOptions<'line'> {
  const ticks = { color: colours.ink2, font: { family: font, size: 13 } };
  const exactly = (wanted: Picture['x']['ticks']) => ({
    afterBuildTicks: (axis: { ticks: unknown }) => {
      axis.ticks = wanted;
    },
  });
  const label = (wanted: Picture['x']['ticks']) => (value: string | number) => wanted.find((tick) => tick.value === value)?.label ?? '';
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    layout: { padding: { top: 8, right: 8 } },
    interaction: { mode: 'nearest', axis: 'x', intersect: false },
    scales: {
      x: {
        type: 'linear',
        min: x.min,
        max: x.max,
        grid: { display: false },
        border: { color: colours.grid },
        ticks: { ...ticks, autoSkip: false, maxRotation: 0, align: 'start', callback: label(x.ticks) },
        ...exactly(x.ticks),
      },
      y: {
        type: log ? 'logarithmic' : 'linear',
        min: y.min,
        max: y.max,
        grid: { color: colours.grid, drawTicks: false },
        border: { display: false },
        ticks: { ...ticks, autoSkip: false, padding: 8, callback: label(y.ticks) },
        ...exactly(y.ticks),
      },
    },
    plugins: {
      tooltip: {
        displayColors: false,
        backgroundColor: colours.ink,
        titleColor: colours.surface,
        bodyColor: colours.surface,
        titleFont: { family: font, size: 13, weight: 600 },
        bodyFont: { family: font, size: 13 },
        padding: 8,
        cornerRadius: 4,
        caretSize: 4,
        callbacks: {
          title: ([item]) => marks[item?.dataIndex ?? 0]?.title ?? '',
          label: (item) => [...(marks[item.dataIndex]?.lines ?? [])],
        },
      },
    },
  };
}

export type Drawn = {
  /** Shows the tooltip of a mark; null hides it. */
  readonly point: (index: number | null) => void;
  /** To be called before drawing on the same canvas again. */
  readonly clear: () => void;
};

/** Draws; `go` is called when a mark that leads somewhere is pressed. */
export function draw(canvas: HTMLCanvasElement, picture: Picture, go: (href: string) => void): Drawn {
  const colours = coloursOf(canvas);
  const font = getComputedStyle(canvas).fontFamily;
  const chart = new Chart(canvas, {
    type: 'line',
    data: { datasets: [datasetOf(picture, colours)] },
    options: {
      ...optionsOf(picture, colours, font),
      onClick: (_, [element]) => {
        const href = element && picture.marks[element.index]?.href;
        if (href) go(href);
      },
    },
    plugins: [behind(picture, colours)],
  });
  return {
    point: (index) => {
      const active = index === null ? [] : [{ datasetIndex: 0, index }];
      const at = index === null ? undefined : chart.getDatasetMeta(0).data[index];
      chart.setActiveElements(active);
      chart.tooltip?.setActiveElements(active, { x: at?.x ?? 0, y: at?.y ?? 0 });
      chart.update();
    },
    clear: () => chart.destroy(),
  };
}
