/**
 * The tray at the foot of every page: models that were ticked to be compared, and the way to the page that does.
 *
 * Whoever shows a model lets it be ticked by a box of `compareBox`, or by the event "lineage:compare" {id} on the document.
 */

import { h, idLabel } from "../dom.js";
import { pageOf } from "../links.js";
import { choose, comparePage, read, write } from "./chosen.js";

const BOXES = 'input[form="tray"]';

/**
 * A box that ticks a model, as the server's `compare_box`.
 * @param {string} id
 */
export function compareBox(id) {
  const box = h("input", { type: "checkbox", name: "id", value: id, form: "tray", autocomplete: "off" });
  box.checked = read().includes(id);
  return h("label", { class: "compare-box button" }, box, " Compare");
}

/** @param {HTMLFormElement} form */
export function mountTray(form) {
  const words = h("p", { class: "visually-hidden", role: "status" });
  const models = h("ul", {});
  const link = h("a", { class: "button button-main" });
  const clear = h("button", { class: "button", type: "button" }, "Clear");
  form.replaceChildren(words, models, link, clear);
  let ids = read();

  /** @param {{ ids: string[], words: string }} next */
  function change(next) {
    ids = next.ids;
    write(ids);
    words.textContent = next.words;
    show();
  }

  function show() {
    form.dataset.shown = String(ids.length > 0 && !ids.every((id) => compared().includes(id)));
    models.replaceChildren(...ids.map((id) => chip(id, () => change(choose(ids, id, false)))));
    link.href = comparePage(ids);
    link.textContent = ids.length > 1 ? `Compare ${ids.length}` : "Compare with…";
    for (const box of document.querySelectorAll(BOXES)) if (box instanceof HTMLInputElement) box.checked = ids.includes(box.value);
  }

  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches(BOXES)) change(choose(ids, target.value, target.checked));
  });
  document.addEventListener("lineage:compare", (event) => {
    if (event instanceof CustomEvent) change(choose(ids, event.detail.id));
  });
  clear.addEventListener("click", () => change({ ids: [], words: "No model is compared." }));
  const again = () => ((ids = read()), show());
  addEventListener("storage", again);
  addEventListener("pageshow", again); // a page that comes back has the boxes that it was left with
  show();
}

/** The models that this page compares. */
function compared() {
  return (document.getElementById("compared")?.dataset.ids ?? "").split(",");
}

/**
 * @param {string} id
 * @param {() => void} remove
 */
function chip(id, remove) {
  const button = h("button", { class: "tray-remove", type: "button", "aria-label": `Compare ${id} no more` }, "✕");
  button.addEventListener("click", remove);
  return h("li", {}, h("a", { href: pageOf("models", id) }, idLabel(id)), button);
}
