/**
 * The drawing loop: at most one frame a screen refresh. A frame moves the picture that was painted last; it paints it
 * anew where it does not serve the camera any more, and at rest where there is something else to show. Names alone that
 * came later are added to it.
 */

import { drawScene, MOVING, STILL } from "./draw.js";
import { drawLabels, labelsBeyond } from "./labels.js";
import { labelsOf } from "./naming.js";
import { drawOverlay } from "./overlay.js";
import { ahead, onCanvas, placement, serves } from "./picture.js";

/**
 * What a frame shows.
 * @typedef {import("./naming.js").Nameable & { moving: boolean, extent: import("./camera.js").Rectangle, hovered: import("./place.js").Ring | null, palette: import("./palette.js").Palette, paint: import("./colours.js").Paint }} Showing
 *
 * What was painted, in how many milliseconds of script, and which leaves would have been named had their ids been
 * known, by circle.
 * @typedef {{ drawn: { circles: number, discs: number, dots: number, labels: number }, ms: number, unnamed: Map<number, number[]> }} Frame
 */

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
    this.scheduled = 0;
    /** @type {import("./picture.js").Picture | null} null before there is anything to show */
    this.picture = null;
    this.stale = true;
    /** @type {import("./labels.js").Label[]} of the picture, in its pixels */
    this.labels = [];
    /** @type {{ of: unknown[], labels: import("./labels.js").Label[] } | null} what the picture shows; null of a moving map's */
    this.content = null;
    /** @type {import("./camera.js").Camera | null} of the last frame */
    this.seen = null;
    /** @type {Frame} */
    this.last = { drawn: { circles: 0, discs: 0, dots: 0, labels: 0 }, ms: 0, unnamed: new Map() };
  }

  /** There is something else to show: paint with the next refresh of the screen, or once the hand pauses. */
  draw() {
    this.stale = true;
    this.move();
  }

  /** Show what the camera sees with the next refresh of the screen. */
  move() {
    cancelAnimationFrame(this.scheduled);
    this.scheduled = requestAnimationFrame(() => this.frame());
  }

  stop() {
    cancelAnimationFrame(this.scheduled);
  }

  drawNow() {
    this.picture = null;
    this.frame();
  }

  frame() {
    cancelAnimationFrame(this.scheduled);
    const showing = this.showing();
    const picture = this.serving(showing) ?? this.completed(showing) ?? this.paint(showing);
    this.picture = showing.scene.length ? picture : null;
    this.seen = showing.camera;
    this.stage.place(placement(picture, showing.camera));
    this.framed(this.last);
    this.drawOver();
  }

  /**
   * The picture that was painted last, as long as it serves.
   * @param {Showing} showing
   */
  serving({ camera, moving, extent }) {
    const { picture } = this;
    const fresh = moving || !this.stale;
    return picture && fresh && serves(picture, camera, this.stage.size, extent) ? picture : null;
  }

  /**
   * The picture of the map at rest with the names that it lacked, where nothing else has changed: an answer with the
   * names of a few leaves is no reason to paint twenty thousand dots again.
   * @param {Showing} showing
   */
  completed({ moving, ...showing }) {
    const { picture, content } = this;
    if (moving || !picture || !content || partsOf(showing).some((part, i) => part !== content.of[i])) return null;
    const started = performance.now();
    const { size, apron, font } = this.stage;
    const { labels, unnamed } = labelsOf(showing, size, apron);
    const added = labelsBeyond(content.labels, labels);
    if (!added) return null;
    if (added.length) drawLabels(this.stage.paper(), added, showing.palette, font);
    this.stale = false;
    this.labels = labels;
    this.content = { of: content.of, labels };
    this.last = { drawn: { ...this.last.drawn, labels: labels.length }, ms: performance.now() - started, unnamed };
    return picture;
  }

  /**
   * Paint what is seen and an apron round it; while the hand moves, what lies ahead of it.
   * @param {Showing} showing
   * @returns {import("./picture.js").Picture}
   */
  paint({ moving, ...showing }) {
    const started = performance.now();
    const { size, apron, whole, font } = this.stage;
    const camera = moving && this.seen ? ahead(this.seen, showing.camera, size, apron) : showing.camera;
    const context = this.stage.paper();
    const drawn = drawScene(context, showing.scene, camera, whole, showing.palette, showing.paint, moving ? MOVING : STILL, showing.continents);
    const { labels, unnamed } = moving ? labelsOf({ ...showing, camera }, whole) : labelsOf(showing, size, apron);
    drawLabels(context, labels, showing.palette, font);
    this.stale = false;
    this.labels = labels;
    this.content = moving ? null : { of: partsOf(showing), labels };
    this.last = { drawn: { ...drawn, labels: labels.length }, ms: performance.now() - started, unnamed };
    return { camera, size: whole };
  }

  /** Draw what lies over the map alone. */
  drawOver() {
    const { camera, palette, hovered, selected, lit } = this.showing();
    const { size, font } = this.stage;
    const context = this.stage.over(hovered !== null || selected !== null || lit !== null);
    if (!context) return;
    const names = this.picture && selected ? onCanvas(this.labels, this.picture, camera, size) : [];
    drawOverlay(context, camera, size, palette, { hovered, selected, lit, names, font });
  }
}

/**
 * What a picture is painted of, labels apart: each is another object once it has changed.
 * @param {Omit<Showing, "moving">} showing
 * @returns {unknown[]}
 */
function partsOf({ scene, camera, palette, paint }) {
  return [scene, camera, palette, paint];
}
