/** The note beside the pointer: what is under it. */

import { h, idLabel } from "../dom.js";
import { count, derived, relationWord } from "../words.js";

/**
 * `descendants` is null for a leaf; `missing`: it is named as a base and not listed; `id` is null while it is being asked for; `classes` are the words of its classes.
 * @typedef {{ id: string | null, relation: import("../types.js").Relation | null, downloads: number | null, descendants: number | null, undercount: number, missing: boolean, more: number, classes: string[] }} Note
 */

const AWAY_PX = 16;

export class Tooltip {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.element = h("div", { class: "map-tooltip", "aria-hidden": "true", hidden: true });
    host.append(this.element);
  }

  /**
   * @param {Note} note
   * @param {number} x
   * @param {number} y
   */
  show(note, x, y) {
    const { id, relation, downloads, descendants, undercount, missing, more, classes } = note;
    const facts = [
      relation !== null ? relationWord(relation) : missing ? "not listed: its card was not read" : "no known parent",
      ...(descendants === null ? [] : [`${derived(descendants, undercount)} derived`]),
      ...(downloads === null ? [] : [`${count(downloads)} downloads`]),
      ...classes,
    ];
    const rest = more > 0 ? [h("span", { class: "map-tooltip-more" }, `${count(more)} more inside: zoom in`)] : [];
    this.element.replaceChildren(
      id === null ? h("span", { class: "id" }, "…") : idLabel(id),
      h("span", { class: `map-tooltip-facts of-${relation ?? "root"}` }, facts.join(" · ")),
      ...rest,
    );
    this.element.hidden = false;
    this.move(x, y);
  }

  /**
   * Beside the point, inside the host.
   * @param {number} x
   * @param {number} y
   */
  move(x, y) {
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = x + AWAY_PX + width > this.host.clientWidth ? x - AWAY_PX - width : x + AWAY_PX;
    const top = y + AWAY_PX + height > this.host.clientHeight ? y - AWAY_PX - height : y + AWAY_PX;
    this.element.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }

  hide() {
    this.element.hidden = true;
  }
}
