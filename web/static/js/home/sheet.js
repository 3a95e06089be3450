/** On a narrow screen: the panel is a sheet that is tapped or pulled up from the window's lower edge, the legend is folded. */

import { byId } from "../dom.js";

const NARROW = matchMedia("(width <= 720px)"); // as in home.css
const PULL_PX = 6; // a finger trembles
const FAR_PX = 40; // less leaves the sheet as it was

/**
 * Listen to the sheet and to the legend's button. The answer lowers the sheet.
 * @param {HTMLElement} side the sheet
 * @param {HTMLElement} legend
 */
export function listenToSheet(side, legend) {
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
  fold.addEventListener("click", () => fold.setAttribute("aria-expanded", String(legend.classList.toggle("legend-open"))));
  return () => raise(false);
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
