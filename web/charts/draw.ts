/** The one place that knows Chart.js: our defaults and only the parts we use. Loaded when the first chart comes into being. */

import { Chart, type ChartOptions, LinearScale, LineController, LineElement, LogarithmicScale, PointElement, Tooltip } from 'chart.js';
import type { Picture } from './picture.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Tooltip);

type Colours = Readonly<Record<'series' | 'settling' | 'surface' | 'ink' | 'ink2' | 'grid', string>>;

/** Tokens may be functions such as light-dark(): the browser itself says what colour they are here. */
function coloursOf(canvas: HTMLCanvasElement): Colours {
  const probe = document.createElement('i');
  canvas.after(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    series: read('--series'),
    settling: read('--series-settling'),
    surface: read('--surface'),
    ink: read('--ink'),
    ink2: read('--ink-2'),
    grid: read('--grid'),
  };
  probe.remove();
  return colours;
}

function datasetOf({ marks, joined }: Picture, colours: Colours) {
  const own = (index: number): string => (marks[index]?.settling ? colours.settling : colours.series);
  const fill = (index: number): string => (marks[index]?.partial ? colours.surface : own(index));
  const unsure = (index: number): boolean => Boolean(marks[index]?.partial || marks[index]?.settling);
  return {
    data: marks.map(({ x, y }) => ({ x, y: y ?? Number.NaN })),
    showLine: joined,
    spanGaps: false,
    borderColor: colours.series,
    borderWidth: 1.5,
    segment: {
      borderDash: ({ p0DataIndex, p1DataIndex }: { p0DataIndex: number; p1DataIndex: number }) =>
        unsure(p0DataIndex) || unsure(p1DataIndex) ? [3, 3] : undefined,
      borderColor: ({ p1DataIndex }: { p1DataIndex: number }) => own(p1DataIndex),
    },
    pointRadius: marks.length > 60 ? 2 : 3,
    pointHoverRadius: 5,
    pointBorderWidth: 1.5,
    pointBorderColor: marks.map((_, index) => own(index)),
    pointBackgroundColor: marks.map((_, index) => fill(index)),
    clip: 8,
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

/** Draws; call what it returns before drawing on the same canvas again. */
export function draw(canvas: HTMLCanvasElement, picture: Picture): () => void {
  const colours = coloursOf(canvas);
  const font = getComputedStyle(canvas).fontFamily;
  const chart = new Chart(canvas, {
    type: 'line',
    data: { datasets: [datasetOf(picture, colours)] },
    options: optionsOf(picture, colours, font),
  });
  return () => chart.destroy();
}
