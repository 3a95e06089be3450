/** A field for every parameter of the statement, each saying how its text is read; ids are suggested as they are typed. */

import { afterPause, ask } from "../api.js";
import { h } from "../dom.js";
import { apiRoute } from "../links.js";
import { kindOf, takesModel, textOf, valueOf } from "./parameters.js";

const PAUSE_MS = 150;
const SUGGESTED = 10;

/**
 * @typedef {object} Wishes
 * @property {(name: string, value: unknown) => void} changed
 * @property {() => void} run Enter in a field
 */

export class Fields {
  /**
   * @param {HTMLElement} host
   * @param {Wishes} wishes
   */
  constructor(host, wishes) {
    this.host = host;
    this.wishes = wishes;
    /** @type {Map<string, HTMLInputElement>} */
    this.inputs = new Map();
  }

  /**
   * A field for each name; one that stood there keeps its place and the cursor in it.
   * @param {string[]} names
   * @param {Record<string, unknown>} values
   */
  show(names, values) {
    this.host.hidden = names.length === 0;
    if (names.join() !== [...this.inputs.keys()].join()) this.rebuild(names, values);
    for (const [name, input] of this.inputs) {
      const text = textOf(values[name]);
      if (document.activeElement !== input && input.value !== text) input.value = text;
      describe(input, input.value);
    }
  }

  /**
   * @param {string[]} names
   * @param {Record<string, unknown>} values
   */
  rebuild(names, values) {
    this.inputs = new Map(names.map((name) => [name, this.inputs.get(name) ?? this.input(name, values[name])]));
    this.host.replaceChildren(...[...this.inputs.values()].map((input) => /** @type {HTMLElement} */ (input.parentElement)));
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  input(name, value) {
    const id = `parameter-${name}`;
    const list = h("datalist", { id: `${id}-models` });
    const input = h("input", { id, type: "text", autocomplete: "off", spellcheck: "false", list: list.id, "aria-describedby": `${id}-kind` });
    const hint = h("span", { class: "faint small", id: `${id}-kind` });
    h("span", { class: "cypher-field" }, h("label", { for: id }, `$${name}`), input, hint, list);
    const suggest = suggesting(list);
    input.addEventListener("input", () => {
      const typed = valueOf(input.value);
      describe(input, input.value);
      this.wishes.changed(name, input.value === "" ? undefined : typed);
      if (takesModel(name, value)) suggest(input.value);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.wishes.run();
    });
    return input;
  }
}

/**
 * Say how the text is read.
 * @param {HTMLInputElement} input
 * @param {string} text
 */
function describe(input, text) {
  const hint = input.nextElementSibling;
  if (hint) hint.textContent = text === "" ? "null: not given" : kindOf(valueOf(text));
}

/**
 * A function that fills the list with models whose id holds a text, once typing pauses.
 * @param {HTMLDataListElement} list
 */
function suggesting(list) {
  return afterPause(PAUSE_MS, async (text, signal) => {
    if (text.length < 2) return;
    const matches = await ask(apiRoute("search", null, { q: text, limit: SUGGESTED }), signal).catch(() => null);
    if (matches) list.replaceChildren(...matches.items.map((/** @type {{id: string}} */ { id }) => h("option", { value: id })));
  });
}
