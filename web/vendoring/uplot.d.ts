/** The types of what the growth page uses of uPlot, no more. */

export interface Axis {
  stroke?: string;
  grid?: { stroke: string; width: number };
  ticks?: { stroke: string; width: number };
  size?: number;
  splits?: (chart: Chart, axis: number, least: number, most: number) => number[];
  values?: (chart: Chart, splits: number[]) => (string | null)[];
}

export interface Series {
  label?: string;
  stroke?: string;
  width?: number;
  dash?: number[];
  points?: { show?: boolean; size?: number; fill?: string };
  value?: (chart: Chart, value: number | null, series: number, index: number | null) => string;
}

export interface Options {
  width: number;
  height: number;
  scales: Record<string, { time?: boolean; range?: (chart: Chart, least: number, most: number) => [number, number] }>;
  padding?: (number | null)[];
  axes: Axis[];
  series: Series[];
  cursor?: { points?: { size: number }; drag?: { x: boolean; y: boolean }; focus?: { prox: number } };
  focus?: { alpha: number };
  legend?: { live: boolean };
  hooks?: { draw?: ((chart: Chart) => void)[]; setSeries?: ((chart: Chart, series: number | null) => void)[] };
}

export class Chart {
  constructor(options: Options, data: (number | null)[][], target: HTMLElement);
  readonly ctx: CanvasRenderingContext2D;
  readonly over: HTMLElement;
  readonly root: HTMLElement;
  readonly width: number;
  readonly cursor: { idx: number | null; left: number; top: number };
  readonly series: { show: boolean }[];
  setSize(size: { width: number; height: number }): void;
  setSeries(index: number, options: { show?: boolean; focus?: boolean }): void;
  posToIdx(left: number): number;
  valToPos(value: number, scale: string, onCanvas?: boolean): number;
  destroy(): void;
}
