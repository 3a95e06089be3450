/** The questions of the gallery, and the page's heading: the question that is asked is marked and is the title. */

import { ticked } from "../dom.js";
import { questionOf } from "./url.js";

/**
 * @typedef {import("./url.js").Question} Question
 * @typedef {{ title: HTMLElement, teaches: HTMLElement, list: HTMLElement, side: HTMLElement }} Parts
 */

const OWN_TITLE = "Ask in Cypher";

export class Gallery {
  /**
   * @param {Parts} parts
   * @param {(question: Question) => void} chosen
   */
  constructor({ title, teaches, list, side }, chosen) {
    this.title = title;
    this.teaches = teaches;
    this.side = side;
    this.own = teaches.dataset.own ?? "";
    this.links = /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll("a[data-slug]")]);
    this.questions = this.links.map(({ dataset }) => question(dataset));
    list.addEventListener("click", (event) => this.onClick(event, chosen));
  }

  /** @param {import("./url.js").Query} query */
  show(query) {
    const current = questionOf(query, this.questions);
    this.title.textContent = current?.title ?? OWN_TITLE;
    this.teaches.replaceChildren(...ticked(current ? `Shows ${current.teaches}.` : this.own));
    document.title = `${current?.title ?? OWN_TITLE} · qwen-lineage`;
    for (const link of this.links) {
      if (link.dataset.slug === current?.slug) this.mark(link);
      else link.removeAttribute("aria-current");
    }
  }

  /**
   * Mark the question that is asked, and see to it that the list shows it; the page itself stays where it is.
   * @param {HTMLElement} link
   */
  mark(link) {
    if (link.getAttribute("aria-current")) return;
    link.setAttribute("aria-current", "page");
    if (this.side.scrollHeight > this.side.clientHeight) this.side.scrollTop = link.offsetTop - this.side.clientHeight / 2;
  }

  /**
   * @param {MouseEvent} event
   * @param {(question: Question) => void} chosen
   */
  onClick(event, chosen) {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const question = this.questions.find(({ slug }) => slug === link?.dataset.slug);
    if (!question || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    chosen(question);
    this.title.scrollIntoView({ block: "center" });
  }
}

/**
 * @param {DOMStringMap} data
 * @returns {Question}
 */
function question({ slug = "", title = "", teaches = "", statement = "", parameters = "{}", view }) {
  return { slug, title, teaches, statement, parameters: JSON.parse(parameters), view: /** @type {"table"} */ (view) };
}
