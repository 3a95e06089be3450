/**
 * The map's place on the page: the picture, which is larger than the host and is moved behind it, a canvas for what lies
 * over it, and a line that screen readers hear.
 */

import { h } from "../dom.js";
import { apronOf } from "./picture.js";

const HELP =
  "Family map. Arrows move, plus and minus zoom, 0 shows everything, square brackets walk the siblings of the selected model, " +
  "Shift with up or down goes to its parent or its largest sub-family, Enter opens it, Escape goes out. The outline holds the same as text.";

export class Stage {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.picture = h("canvas", { class: "map-canvas map-picture" });
    this.overlay = h("canvas", { class: "map-canvas", hidden: true });
    this.live = h("p", { class: "visually-hidden", role: "status" });
    this.size = { width: 1, height: 1 };
    this.apron = { width: 0, height: 0 };
    this.font = getComputedStyle(host).fontFamily;
    host.classList.add("map-host");
    for (const [name, value] of Object.entries({ role: "application", tabindex: "0", "aria-label": HELP })) host.setAttribute(name, value);
    host.replaceChildren(this.picture, this.overlay, this.live);
    this.contexts = { picture: contextOf(this.picture, { alpha: false }), overlay: contextOf(this.overlay) };
  }

  /** The picture's size, apron included. */
  get whole() {
    const { size, apron } = this;
    return { width: size.width + 2 * apron.width, height: size.height + 2 * apron.height };
  }

  /** Take the host's size; false where that is as before, or where it has none, as while it is hidden. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height || (width === this.size.width && height === this.size.height)) return false;
    this.size = { width, height };
    this.apron = apronOf(this.size, devicePixelRatio);
    fit(this.picture, this.whole, this.apron);
    fit(this.overlay, this.size, { width: 0, height: 0 });
    this.host.style.setProperty("--map-width", String(width));
    this.host.style.setProperty("--map-height", String(height));
    return true;
  }

  /** The picture's canvas to paint on, its unit the CSS pixel. */
  paper() {
    return inPixels(this.contexts.picture);
  }

  /**
   * Move the picture. One that keeps its scale lies on whole pixels of the screen: it stays sharp, and is copied, not
   * computed.
   * @param {import("./picture.js").Placement} placement
   */
  place({ dx, dy, scale }) {
    const whole = (/** @type {number} */ px) => (scale === 1 ? Math.round(px * devicePixelRatio) / devicePixelRatio : px);
    this.picture.style.transform = `translate(${whole(dx)}px, ${whole(dy)}px) scale(${scale})`;
  }

  /**
   * The canvas over the map, its unit the CSS pixel; null where there is nothing to show on it. An empty canvas would
   * cost a screen without a GPU as much as a full one.
   * @param {boolean} shown
   */
  over(shown) {
    this.overlay.hidden = !shown;
    return shown ? inPixels(this.contexts.overlay) : null;
  }

  /**
   * Call back whenever the host's size changes, until the signal aborts.
   * @param {() => void} changed
   * @param {AbortSignal} signal
   */
  watch(changed, signal) {
    const watcher = new ResizeObserver(changed);
    watcher.observe(this.host);
    signal.addEventListener("abort", () => watcher.disconnect());
  }

  /** @param {string} words for screen readers */
  say(words) {
    this.live.textContent = words;
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings] one without alpha is laid down faster where there is no GPU
 */
function contextOf(canvas, settings) {
  const context = canvas.getContext("2d", settings);
  if (!context) throw new Error("this browser cannot draw on a canvas");
  return context;
}

/** @param {CanvasRenderingContext2D} context */
function inPixels(context) {
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return context;
}

/**
 * Give a canvas a size in CSS pixels, the host lying within it by the apron.
 * @param {HTMLCanvasElement} canvas
 * @param {import("./camera.js").Size} size
 * @param {import("./camera.js").Size} apron
 */
function fit(canvas, { width, height }, apron) {
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px`, left: `${-apron.width}px`, top: `${-apron.height}px` });
}
