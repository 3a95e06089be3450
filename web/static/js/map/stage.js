/** The map's place on the page: two canvases, one over the other, and a line that screen readers hear. */

import { h } from "../dom.js";

const HELP =
  "Family map. Arrows move, plus and minus zoom, 0 shows everything, square brackets walk the siblings of the selected model, " +
  "Shift with up or down goes to its parent or its largest sub-family, Enter opens it, Escape goes out. The outline holds the same as text.";

export class Stage {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.map = h("canvas", { class: "map-canvas" });
    this.overlay = h("canvas", { class: "map-canvas" });
    this.live = h("p", { class: "visually-hidden", role: "status" });
    this.size = { width: 1, height: 1 };
    this.font = getComputedStyle(host).fontFamily;
    host.classList.add("map-host");
    for (const [name, value] of Object.entries({ role: "application", tabindex: "0", "aria-label": HELP })) host.setAttribute(name, value);
    host.replaceChildren(this.map, this.overlay, this.live);
    this.contexts = { map: contextOf(this.map), overlay: contextOf(this.overlay) };
  }

  /** Take the host's size; false where it has none, as while it is hidden. */
  resize() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return false;
    this.size = { width, height };
    for (const canvas of [this.map, this.overlay]) {
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
    }
    return true;
  }

  /**
   * A canvas to draw on, its unit the CSS pixel.
   * @param {"map" | "overlay"} name
   */
  context(name) {
    const context = this.contexts[name];
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    return context;
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

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot draw on a canvas");
  return context;
}
