/** Hands on the map: mouse, wheel, touch and keys become the few things a map can be asked to do. */

/**
 * What the hands ask for; points are in canvas pixels.
 * @typedef {object} Wishes
 * @property {(dx: number, dy: number) => void} pan
 * @property {(px: number, py: number, factor: number) => void} zoom
 * @property {(px: number, py: number) => void} click
 * @property {(px: number, py: number) => void} enter a double click
 * @property {(px: number, py: number) => void} hover
 * @property {() => void} leave
 * @property {(key: "whole" | "open" | "out" | "next" | "previous" | "parent" | "child") => void} key
 */

const CLICK_PX = 5; // a hand trembles
const DOUBLE_MS = 350;
const ARROW_PX = 90;
const STEP = 1.5;
const WHEEL = 0.0018;
const PINCH = 0.012; // a trackpad's pinch arrives as a wheel with Ctrl

const KEYS = /** @type {const} */ ({ 0: "whole", Enter: "open", Escape: "out", "]": "next", "[": "previous" });
const ARROWS = new Map([
  ["ArrowLeft", [1, 0]],
  ["ArrowRight", [-1, 0]],
  ["ArrowUp", [0, 1]],
  ["ArrowDown", [0, -1]],
]);

/**
 * Listen on the element until the signal aborts.
 * @param {HTMLElement} element
 * @param {Wishes} wishes
 * @param {AbortSignal} signal
 */
export function listen(element, wishes, signal) {
  pointers(element, wishes, signal);
  element.addEventListener("wheel", (event) => wheel(event, element, wishes), { signal, passive: false });
  element.addEventListener("keydown", (event) => keys(event, element, wishes), { signal });
}

/**
 * @param {HTMLElement} element
 * @param {Wishes} wishes
 * @param {AbortSignal} signal
 */
function pointers(element, wishes, signal) {
  /** @type {Map<number, [number, number]>} */
  const down = new Map();
  let moved = 0;
  let last = { time: -Infinity, x: 0, y: 0 };

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    if (!down.size) moved = 0;
    down.set(event.pointerId, at(event, element));
  }, { signal });

  element.addEventListener("pointermove", (event) => {
    const point = at(event, element);
    const before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") wishes.hover(...point);
      return;
    }
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    down.set(event.pointerId, point);
    const [dx, dy] = [point[0] - before[0], point[1] - before[1]];
    moved += Math.hypot(dx, dy);
    if (moved < CLICK_PX && !others.length) return;
    element.classList.add("map-dragging");
    wishes.pan(dx / (others.length + 1), dy / (others.length + 1));
    if (others.length) pinch(before, point, others[0], wishes);
  }, { signal });

  const up = (/** @type {PointerEvent} */ event) => {
    if (!down.delete(event.pointerId)) return;
    element.classList.remove("map-dragging");
    if (event.type === "pointercancel" || down.size || moved >= CLICK_PX) return;
    const [x, y] = at(event, element);
    const again = event.timeStamp - last.time < DOUBLE_MS && Math.hypot(x - last.x, y - last.y) < 4 * CLICK_PX;
    last = again ? { time: -Infinity, x, y } : { time: event.timeStamp, x, y };
    if (again) wishes.enter(x, y);
    else wishes.click(x, y);
  };
  element.addEventListener("pointerup", up, { signal });
  element.addEventListener("pointercancel", up, { signal });
  element.addEventListener("pointerleave", () => wishes.leave(), { signal });
}

/**
 * @param {[number, number]} before
 * @param {[number, number]} now
 * @param {[number, number]} other the finger that rests
 * @param {Wishes} wishes
 */
function pinch(before, now, other, wishes) {
  const was = Math.hypot(before[0] - other[0], before[1] - other[1]);
  const is = Math.hypot(now[0] - other[0], now[1] - other[1]);
  if (was > 1 && is > 1) wishes.zoom((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, is / was);
}

/**
 * @param {WheelEvent} event
 * @param {HTMLElement} element
 * @param {Wishes} wishes
 */
function wheel(event, element, wishes) {
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
  const amount = event.deltaY * lines * (event.ctrlKey ? PINCH : WHEEL);
  wishes.zoom(...at(event, element), Math.exp(-Math.max(-0.7, Math.min(0.7, amount))));
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} element
 * @param {Wishes} wishes
 */
function keys(event, element, wishes) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const handled = arrows(event, wishes) || signs(event, element, wishes) || named(event, wishes);
  if (handled) event.preventDefault();
}

/**
 * @param {KeyboardEvent} event
 * @param {Wishes} wishes
 */
function arrows(event, wishes) {
  if (event.shiftKey && event.key === "ArrowUp") return wishes.key("parent"), true;
  if (event.shiftKey && event.key === "ArrowDown") return wishes.key("child"), true;
  const arrow = ARROWS.get(event.key);
  if (arrow) wishes.pan(arrow[0] * ARROW_PX, arrow[1] * ARROW_PX);
  return Boolean(arrow);
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} element
 * @param {Wishes} wishes
 */
function signs(event, element, wishes) {
  const factor = { "+": STEP, "=": STEP, "-": 1 / STEP, _: 1 / STEP }[event.key];
  if (factor) wishes.zoom(element.clientWidth / 2, element.clientHeight / 2, factor);
  return Boolean(factor);
}

/**
 * @param {KeyboardEvent} event
 * @param {Wishes} wishes
 */
function named(event, wishes) {
  const wish = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
  if (wish) wishes.key(wish);
  return Boolean(wish);
}

/**
 * @param {MouseEvent} event
 * @param {HTMLElement} element
 * @returns {[number, number]}
 */
function at(event, element) {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
