/**
 * On a narrow screen the panel is a sheet that is tapped or pulled up from the window's lower edge. The legend is folded
 * there until somebody opens it, and open elsewhere until somebody folds it; it stays so while the window is visited.
 */

import { byId } from "../dom.js";

const NARROW = matchMedia("(width <= 720px)"); // as in home.css
const ROOMY = matchMedia("(width > 720px) and (height > 480px)");
const LEGEND = "lineage:legend";
const PULL_PX = 6; // a finger trembles
const FAR_PX = 40; // less leaves the sheet as it was

/**
 * Listen to the sheet and to the legend's button. The answer lowers the sheet.
 * @param {HTMLElement} side the sheet
 */
export function listenToSheet(side) {
  const atlas = /** @type {HTMLElement} */ (side.parentElement);
  const handle = byId("sheet-handle", HTMLElement);
  const isRaised = () => handle.getAttribute("aria-expanded") === "true";
  const raise = (/** @type {boolean} */ up) => {
    if (up === isRaised()) return;
    handle.setAttribute("aria-expanded", String(up));
    atlas.classList.toggle("sheet-raised", up);
    side.scrollTop = 0;
  };

  handle.addEventListener("click", () => raise(!isRaised()));
  side.addEventListener("focusin", ({ target }) => {
    if (!NARROW.matches || target === handle || !(target instanceof Element) || !target.matches(":focus-visible")) return;
    raise(true);
    target.scrollIntoView({ block: "nearest" }); // what is reached from below lies at the sheet's end
  });
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isRaised() || !NARROW.matches) return;
    event.preventDefault();
    raise(false);
    handle.focus();
  });
  listenToPulls(side, {
    grips: (target) => NARROW.matches && (!isRaised() || handle.contains(target)),
    pulled: (height) => atlas.style.setProperty("--sheet", `${Math.min(height, 0.9 * atlas.clientHeight)}px`),
    ended: (dy) => {
      atlas.style.removeProperty("--sheet");
      if (Math.abs(dy) > FAR_PX) raise(dy < 0);
    },
  });

  const fold = byId("legend-fold", HTMLElement);
  const unfold = (/** @type {boolean} */ open) => {
    document.documentElement.classList.toggle("legend-open", open);
    fold.setAttribute("aria-expanded", String(open));
  };
  unfold((kept() ?? (ROOMY.matches ? "open" : "folded")) === "open");
  ROOMY.addEventListener("change", () => kept() ?? unfold(ROOMY.matches));
  fold.addEventListener("click", () => {
    const open = fold.getAttribute("aria-expanded") === "false";
    unfold(open);
    keep(open ? "open" : "folded");
  });
  return () => raise(false);
}

/** How the legend was left; null where nobody touched it, or where nothing is kept. */
function kept() {
  try {
    return sessionStorage.getItem(LEGEND);
  } catch {
    return null;
  }
}

/** @param {string} how */
function keep(how) {
  try {
    sessionStorage.setItem(LEGEND, how);
  } catch {
    return; // a window that keeps nothing folds it all the same
  }
}

/**
 * @param {HTMLElement} sheet
 * @param {{ grips: (target: Node) => boolean, pulled: (height: number) => void, ended: (dy: number) => void }} hooks whether
 *   a finger may begin there, how high the sheet is to stand, and how far down it was pulled in the end
 */
function listenToPulls(sheet, { grips, pulled, ended }) {
  /** @type {{ pointer: number, y: number, height: number, pulling: boolean } | null} */
  let hand = null;
  let wasPull = false;
  sheet.addEventListener("pointerdown", (event) => {
    wasPull = false;
    if (hand || event.button || !(event.target instanceof Node) || !grips(event.target)) return;
    hand = { pointer: event.pointerId, y: event.clientY, height: sheet.offsetHeight, pulling: false };
  });
  // a quick mouse has left the sheet before it has moved on it
  document.addEventListener("pointermove", (event) => {
    if (hand?.pointer !== event.pointerId) return;
    const dy = event.clientY - hand.y;
    if (!hand.pulling && Math.abs(dy) < PULL_PX) return;
    if (!hand.pulling) sheet.setPointerCapture(event.pointerId);
    hand.pulling = wasPull = true;
    pulled(hand.height - dy);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    document.addEventListener(end, (event) => {
      if (hand?.pointer !== event.pointerId) return;
      if (hand.pulling) ended(end === "pointerup" ? event.clientY - hand.y : 0);
      hand = null;
    });
  }
  // what lay under the finger that pulled was not tapped
  sheet.addEventListener("click", (event) => {
    if (!wasPull || !event.detail) return;
    wasPull = false;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });
  sheet.addEventListener("dragstart", (event) => NARROW.matches && event.preventDefault());
}
