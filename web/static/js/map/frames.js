/** The drawing loop: at most one frame a screen refresh, coarser while the map moves and frames are slow. */

import { detailFor, drawScene } from "./draw.js";
import { drawLabels } from "./labels.js";
import { labelsOf } from "./naming.js";
import { drawOverlay } from "./overlay.js";

/**
 * What a frame shows.
 * @typedef {import("./naming.js").Nameable & { moving: boolean, hovered: import("./place.js").Ring | null, palette: import("./palette.js").Palette }} Showing
 *
 * What was drawn, and which leaves would have been named had their ids been known, by circle.
 * @typedef {{ drawn: { circles: number, discs: number, dots: number, labels: number }, ms: number, unnamed: Map<number, number[]> }} Frame
 */

const SLOW_MS = 34; // two frames at 60 Hz
const PAUSE_MS = 400; // a longer gap means that the hand rested
const SLOWEST = 4;

export class DrawingLoop {
  /**
   * @param {import("./stage.js").Stage} stage
   * @param {() => Showing} showing
   * @param {(frame: Frame) => void} framed called after the map was drawn, before what lies over it
   */
  constructor(stage, showing, framed) {
    this.stage = stage;
    this.showing = showing;
    this.framed = framed;
    this.slowness = 1;
    this.started = 0;
    this.scheduled = 0;
    /** @type {Frame} */
    this.last = { drawn: { circles: 0, discs: 0, dots: 0, labels: 0 }, ms: 0, unnamed: new Map() };
  }

  /** Draw with the next refresh of the screen. */
  draw() {
    cancelAnimationFrame(this.scheduled);
    this.scheduled = requestAnimationFrame(() => this.drawNow());
  }

  stop() {
    cancelAnimationFrame(this.scheduled);
  }

  drawNow() {
    cancelAnimationFrame(this.scheduled);
    const started = performance.now();
    const showing = this.showing();
    const { scene, camera, palette, moving } = showing;
    const { size, font } = this.stage;
    const context = this.stage.context("map");
    const drawn = drawScene(context, scene, camera, size, palette, detailFor(moving, this.slowness));
    const { labels, unnamed } = labelsOf(showing, size);
    drawLabels(context, labels, palette, font);
    const ms = performance.now() - started;
    if (moving) this.slowness = slownessAfter(this.slowness, Math.max(ms, started - this.started));
    this.started = started;
    this.last = { drawn: { ...drawn, labels: labels.length }, ms, unnamed };
    this.framed(this.last);
    this.drawOver();
  }

  /** Draw what lies over the map alone. */
  drawOver() {
    const { camera, palette, hovered, selected, lit } = this.showing();
    const { size, font } = this.stage;
    drawOverlay(this.stage.context("overlay"), camera, size, palette, { hovered, selected, lit, font });
  }
}

/**
 * Coarser after a slow frame, finer again after fast ones.
 * @param {number} slowness from 1 up
 * @param {number} ms the frame took, painting included
 */
export function slownessAfter(slowness, ms) {
  if (ms > PAUSE_MS) return slowness;
  return Math.min(SLOWEST, Math.max(1, slowness * (ms > SLOW_MS ? 1.25 : 0.95)));
}
