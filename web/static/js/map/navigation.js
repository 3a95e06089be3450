/** Moving over the map: the camera that hands, keys and links move, its flights, and when it has come to rest. */

import { keepNear, pan, toMap, zoom } from "./camera.js";
import { flight } from "./fly.js";
import { farthest, wholeMap } from "./framing.js";
import { formatView, parseView } from "./url.js";

/**
 * @typedef {import("./camera.js").Camera} Camera
 *
 * `moved` is called for every new camera, `settled` when the hand has paused, `rested` a moment later with the place for
 * the URL.
 * @typedef {object} Hooks
 * @property {() => void} moved
 * @property {() => void} settled
 * @property {(view: string | null) => void} rested
 */

const REFINE_MS = 200; // by then the next window of the map is mostly there, and is painted at the same time
const LATE_MS = 16;
const AGAIN_MS = 120;
const REST_MS = 250;

export class Navigation {
  /**
   * @param {() => import("./camera.js").Rectangle} extent of the map as far as it is known
   * @param {() => import("./camera.js").Size} size of the canvas
   * @param {(free?: boolean) => import("./camera.js").Insets} insets of it, which the browser has to measure: not for every frame
   * @param {Hooks} hooks
   */
  constructor(extent, size, insets, hooks) {
    this.extent = extent;
    this.size = size;
    this.insets = insets;
    this.hooks = hooks;
    /** @type {Camera} */
    this.camera = { x: 0, y: 0, scale: 1 };
    this.isWhole = true;
    this.moving = false;
    this.flying = 0;
    this.refining = 0;
    this.resting = 0;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** The map's place for the URL, null while everything is shown. */
  get view() {
    return this.isWhole ? null : formatView(this.camera);
  }

  get whole() {
    return wholeMap(this.extent(), this.frame);
  }

  /** @returns {import("./framing.js").Frame} */
  get frame() {
    return { size: this.size(), insets: this.insets() };
  }

  /** Where nothing lies over what is lit or selected. @returns {import("./framing.js").Frame} */
  get freeFrame() {
    return { size: this.size(), insets: this.insets(true) };
  }

  /**
   * A canvas point on the map.
   * @param {number} px
   * @param {number} py
   */
  toMap(px, py) {
    return toMap(this.camera, this.size(), px, py);
  }

  /**
   * @param {number} dx
   * @param {number} dy
   */
  pan(dx, dy) {
    this.move(pan(this.camera, dx, dy));
  }

  /**
   * @param {number} px
   * @param {number} py
   * @param {number} factor
   */
  zoom(px, py, factor) {
    const { frame } = this;
    this.move(zoom(this.camera, frame.size, px, py, factor, farthest(this.extent(), frame)));
  }

  /**
   * Fly nearer, or away, about the middle of what no panel covers.
   * @param {number} factor
   */
  zoomBy(factor) {
    const { size, insets } = this.frame;
    const [px, py] = [(size.width + insets.left - insets.right) / 2, (size.height + insets.top - insets.bottom) / 2];
    const to = zoom(this.camera, size, px, py, factor, farthest(this.extent(), this.frame));
    this.flyTo(keepNear(to, this.extent()));
  }

  /**
   * Have a point of the map in the middle of what no panel covers.
   * @param {number} x
   * @param {number} y
   */
  centre(x, y) {
    const { top, right, bottom, left } = this.insets();
    const { scale } = this.camera;
    this.move({ x: x - (left - right) / 2 / scale, y: y - (top - bottom) / 2 / scale, scale });
  }

  /** On a canvas of another size: everything again where everything was shown. */
  refit() {
    if (this.isWhole) this.camera = this.whole;
  }

  /**
   * Begin at a place as the URL has it; false where that names none, which shows everything.
   * @param {string | null} view
   */
  begin(view) {
    this.camera = this.whole;
    const camera = parseView(view);
    if (camera) this.jump(camera);
    return camera !== null;
  }

  /**
   * Go to a place as the URL has it; null is the whole map.
   * @param {string | null} view
   */
  show(view) {
    if (view === this.view) return;
    const camera = parseView(view);
    this.flyTo(camera ?? this.whole, camera === null);
  }

  showWhole() {
    this.flyTo(this.whole, true);
  }

  /**
   * @param {Camera} to
   * @param {boolean} [whole] whether that shows everything
   */
  flyTo(to, whole = false) {
    cancelAnimationFrame(this.flying);
    const way = flight(this.camera, to, this.size());
    const started = performance.now();
    const step = (/** @type {number} */ now) => {
      const t = this.calm.matches ? 1 : Math.min(1, (now - started) / way.milliseconds);
      this.jump(way.at(Math.max(0, t)));
      this.isWhole = whole && t === 1;
      if (t < 1) this.flying = requestAnimationFrame(step);
    };
    this.flying = requestAnimationFrame(step);
  }

  /** No flight goes on, and nobody is called back. */
  stop() {
    cancelAnimationFrame(this.flying);
    clearTimeout(this.refining);
    clearTimeout(this.resting);
  }

  /**
   * The hand moves the map.
   * @param {Camera} camera
   */
  move(camera) {
    cancelAnimationFrame(this.flying);
    this.jump(keepNear(camera, this.extent()));
  }

  /** @param {Camera} camera */
  jump(camera) {
    this.camera = camera;
    this.isWhole = false;
    this.moving = true;
    clearTimeout(this.resting);
    this.pause(REFINE_MS);
    this.resting = setTimeout(() => this.hooks.rested(this.view), REST_MS);
    this.hooks.moved();
  }

  /** A frame of the moving map was drawn: time that it took is no pause of the hand. */
  drawn() {
    if (this.moving) this.pause(REFINE_MS);
  }

  /**
   * Settle after so many milliseconds. A timer that comes late was kept by a slow frame, and what the hand did meanwhile
   * may still wait behind it.
   * @param {number} ms
   */
  pause(ms) {
    clearTimeout(this.refining);
    const due = performance.now() + ms;
    this.refining = setTimeout(() => {
      if (performance.now() > due + LATE_MS) return this.pause(AGAIN_MS);
      this.moving = false;
      this.hooks.settled();
    }, ms);
  }
}
