/** The whole map in small, with a frame round what is seen: a click or a drag there goes there. */

import { fit, visible } from "../map/camera.js";
import { drawScene, MOVING } from "../map/draw.js";
import { h } from "../dom.js";

const SIZE = { width: 170, height: 130 };
const MARGIN_PX = 4;
const PAUSE_MS = 80; // the frame follows a moving hand so often
const LEAST_PX = 6;
const NO_INSETS = { top: 0, right: 0, bottom: 0, left: 0 };

/**
 * @param {ReturnType<import("../map/index.js").mountMap>} map
 * @param {HTMLElement} host
 */
export function mountMinimap(map, host) {
  const canvas = h("canvas", { width: SIZE.width * devicePixelRatio, height: SIZE.height * devicePixelRatio });
  const frame = h("div", { class: "minimap-frame" });
  const box = h("div", { class: "minimap", "aria-hidden": "true", title: "Where the view lies on the whole map" }, canvas, frame);
  Object.assign(canvas.style, { width: `${SIZE.width}px`, height: `${SIZE.height}px` });
  host.after(box);
  const whole = () => fit(map.store.extent, SIZE, NO_INSETS, MARGIN_PX);
  let timer = 0;

  function paint() {
    const { scene, palette, paint, continents } = map.showing();
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    drawScene(context, scene, whole(), SIZE, palette, paint, MOVING, continents);
    follow();
  }

  function follow() {
    timer = 0;
    box.hidden = map.navigation.isWhole;
    const { left, top, width, height } = frameOf(visible(map.navigation.camera, map.stage.size), whole());
    Object.assign(frame.style, { transform: `translate(${left}px, ${top}px)`, width: `${width}px`, height: `${height}px` });
  }

  /** @param {PointerEvent} event */
  function go(event) {
    if (!event.buttons) return;
    const { left, top } = canvas.getBoundingClientRect();
    const { x, y, scale } = whole();
    map.centre(x + (event.clientX - left - SIZE.width / 2) / scale, y + (event.clientY - top - SIZE.height / 2) / scale);
  }

  box.addEventListener("pointerdown", (event) => {
    box.setPointerCapture(event.pointerId);
    go(event);
  });
  box.addEventListener("pointermove", go);
  host.addEventListener("lineage:frame", () => (timer ||= setTimeout(follow, PAUSE_MS)));
  for (const name of ["lineage:coloured", "lineage:filtered"]) host.addEventListener(name, paint);
  document.addEventListener("lineage:theme", () => setTimeout(paint));
  paint();
}

/**
 * What is seen, in whole pixels of the minimap, never too small to be seen. From near a moving hand changes none of them,
 * and the page nothing.
 * @param {import("../map/camera.js").Rectangle} seen
 * @param {import("../map/camera.js").Camera} whole
 */
export function frameOf(seen, { x, y, scale }) {
  const [width, height] = [seen.width, seen.height].map((side) => Math.round(Math.max(LEAST_PX, side * scale)));
  const [middleX, middleY] = [seen.x + seen.width / 2, seen.y + seen.height / 2];
  const left = Math.round((middleX - x) * scale + (SIZE.width - width) / 2);
  const top = Math.round((middleY - y) * scale + (SIZE.height - height) / 2);
  return { left, top, width, height };
}
