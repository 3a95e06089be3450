/** Mouse, pen, touch and wheel on the map become gestures. */

/**
 * What the hands ask for; points are in canvas pixels.
 * @typedef {object} Gestures
 * @property {(dx: number, dy: number) => void} pan
 * @property {(px: number, py: number, factor: number) => void} zoom
 * @property {(px: number, py: number) => void} click
 * @property {(px: number, py: number) => void} enter a double click
 * @property {(px: number, py: number) => void} hover
 * @property {() => void} leave
 */

const CLICK_PX = 5; // a hand trembles
const DOUBLE_MS = 350;
const WHEEL = 0.0018;
const PINCH = 0.012; // a trackpad's pinch arrives as a wheel with Ctrl

/**
 * Listen on the element until the signal aborts.
 * @param {HTMLElement} element
 * @param {Gestures} gestures
 * @param {AbortSignal} signal
 */
export function listenToPointers(element, gestures, signal) {
  pointers(element, gestures, signal);
  element.addEventListener("wheel", (event) => wheel(event, element, gestures), { signal, passive: false });
}

/**
 * @param {HTMLElement} element
 * @param {Gestures} gestures
 * @param {AbortSignal} signal
 */
function pointers(element, gestures, signal) {
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
    if (event.pointerType !== "touch") gestures.hover(...point);
    if (!before) return;
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    down.set(event.pointerId, point);
    const [dx, dy] = [point[0] - before[0], point[1] - before[1]];
    moved += Math.hypot(dx, dy);
    if (moved < CLICK_PX && !others.length) return;
    element.classList.add("map-dragging");
    gestures.pan(dx / (others.length + 1), dy / (others.length + 1));
    if (others.length) pinch(before, point, others[0], gestures);
  }, { signal });

  const up = (/** @type {PointerEvent} */ event) => {
    if (!down.delete(event.pointerId)) return;
    element.classList.remove("map-dragging");
    if (event.type === "pointercancel" || down.size || moved >= CLICK_PX) return;
    const [x, y] = at(event, element);
    const again = event.timeStamp - last.time < DOUBLE_MS && Math.hypot(x - last.x, y - last.y) < 4 * CLICK_PX;
    last = again ? { time: -Infinity, x, y } : { time: event.timeStamp, x, y };
    if (again) gestures.enter(x, y);
    else gestures.click(x, y);
  };
  element.addEventListener("pointerup", up, { signal });
  element.addEventListener("pointercancel", up, { signal });
  element.addEventListener("pointerleave", () => gestures.leave(), { signal });
}

/**
 * @param {[number, number]} before
 * @param {[number, number]} now
 * @param {[number, number]} other the finger that rests
 * @param {Gestures} gestures
 */
function pinch(before, now, other, gestures) {
  const was = Math.hypot(before[0] - other[0], before[1] - other[1]);
  const is = Math.hypot(now[0] - other[0], now[1] - other[1]);
  if (was > 1 && is > 1) gestures.zoom((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, is / was);
}

/**
 * @param {WheelEvent} event
 * @param {HTMLElement} element
 * @param {Gestures} gestures
 */
function wheel(event, element, gestures) {
  event.preventDefault();
  const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
  const amount = event.deltaY * lines * (event.ctrlKey ? PINCH : WHEEL);
  gestures.zoom(...at(event, element), Math.exp(-Math.max(-0.7, Math.min(0.7, amount))));
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
