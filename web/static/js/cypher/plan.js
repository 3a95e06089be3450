/** What the engine makes of a statement before it runs: asked once typing rests, shown beside the button. */

import { ApiError, ask } from "../api.js";
import { h } from "../dom.js";
import { estimate } from "./words.js";

const REST_MS = 600;

/** @typedef {import("../types.js").CypherPlan} Plan */

export class Planner {
  /**
   * @param {HTMLElement} line
   * @param {HTMLElement} warnings
   * @param {() => boolean} isSaid whether what is wrong stands on the page already
   */
  constructor(line, warnings, isSaid) {
    this.isSaid = isSaid;
    this.line = line;
    this.warnings = warnings;
    this.timer = 0;
    this.running = new AbortController();
    this.known = "";
  }

  /**
   * See to it that the plan at this address is shown; null shows none.
   * @param {string | null} address
   */
  want(address) {
    if (address === this.known) return;
    this.known = address ?? "";
    clearTimeout(this.timer);
    this.running.abort();
    if (address === null) return this.show("", []);
    this.timer = setTimeout(() => this.load(address), REST_MS);
  }

  /** @param {string} address */
  async load(address) {
    this.running = new AbortController();
    const { signal } = this.running;
    try {
      const plan = /** @type {Plan} */ (await ask(address, signal));
      if (!signal.aborted) this.show(estimate(plan.estimated_rows, plan.whole_labels), plan.warnings, plan.operators);
    } catch (error) {
      if (!(error instanceof ApiError) || signal.aborted) return;
      this.show("", []);
      if (!this.isSaid()) this.warnings.append(h("p", { class: "cypher-unread" }, error.message));
    }
  }

  /** What is wrong stands elsewhere now. */
  hush() {
    this.warnings.querySelector(".cypher-unread")?.remove();
  }

  /**
   * @param {string} text
   * @param {import("../types.js").CypherWarning[]} warnings
   * @param {string[]} [operators]
   */
  show(text, warnings, operators = []) {
    this.line.textContent = text;
    this.line.title = operators.join(" ← ");
    this.warnings.replaceChildren(...warnings.map(({ message, hint }) => h("p", {}, h("strong", {}, message), " ", hint)));
  }
}
