/** The answer's place: how the run stands, what was cut, and the answer as table, graph or map. */

import { h } from "../dom.js";
import { graphOf } from "./graph.js";
import { table } from "./table.js";
import { VIEWS } from "./url.js";
import { modelIds } from "./values.js";
import { helpAfter, notices, seconds, summary } from "./words.js";

/**
 * @typedef {import("./url.js").View} View
 * @typedef {import("./run.js").Run} Run
 * Addresses of the same answer as a file, and of the same question with parameters that this graph knows, if any.
 * @typedef {{csv: string, json: string, here: string | null}} Files
 */

const TICK_MS = 100;
const TITLES = { table: "Table", graph: "Graph", map: "Map" };
const ENGINES = { embedded: "embedded store", neo4j: "Neo4j" };

export class Results {
  /**
   * @param {HTMLElement} host
   * @param {string} version of the graph
   * @param {(view: View) => void} chosen when another view is asked for
   */
  constructor(host, version, chosen) {
    this.host = host;
    this.version = version;
    this.chosen = chosen;
    this.idle = [...host.childNodes];
    this.ticking = 0;
    this.drawing = 0;
    this.end = () => {};
    this.status = h("p", { class: "cypher-status", role: "status" });
    this.panel = h("div", { class: "cypher-panel", id: "panel", role: "tabpanel", tabindex: "-1" });
  }

  /**
   * @param {Run} run
   * @param {View} view
   * @param {Files} files
   */
  show(run, view, files) {
    clearInterval(this.ticking);
    this.host.toggleAttribute("aria-busy", run.phase === "running");
    this.host.dataset.phase = run.phase;
    if (run.phase === "running") return this.wait(run);
    this.end();
    this.end = () => {};
    if (run.phase === "answered") return void this.answer(run.answer, view, files);
    this.host.replaceChildren(...(run.phase === "idle" ? this.idle : ended(run)));
  }

  /**
   * What stood there stays, dimmed, until there is something new.
   * @param {Extract<Run, {phase: "running"}>} run
   */
  wait(run) {
    const tick = () => {
      this.status.textContent = `${run.cancelling ? "Cancelling" : "Running"} … ${((performance.now() - run.since) / 1000).toFixed(1)} s`;
    };
    if (!this.host.contains(this.status)) this.host.replaceChildren(this.status);
    this.ticking = setInterval(tick, TICK_MS);
    tick();
  }

  /**
   * @param {import("./values.js").Answer} answer
   * @param {View} view
   * @param {Files} files
   */
  async answer(answer, view, files) {
    const mine = ++this.drawing;
    this.status.textContent = answer.cannot_tell ? "Not run" : `${summary(answer)}, ${ENGINES[answer.engine] ?? answer.engine}`;
    const head = h("header", { class: "cypher-answer-head" }, this.tabs(answer, view), this.status, ...downloads(files));
    const remarks = notices(answer).map((text) => h("p", { class: "cypher-notice", role: "note" }, text));
    this.panel.setAttribute("aria-labelledby", `tab-${view}`);
    this.host.replaceChildren(head, ...remarks, this.panel);
    if (!answer.rows.length) return void this.panel.replaceChildren(...(answer.cannot_tell ? [] : [nothing(files)]));
    this.panel.replaceChildren();
    const draw = await drawer(view);
    if (mine !== this.drawing) return;
    this.end = draw(this.panel, answer, this.version, () => this.choose("table"));
    this.panel.dataset.view = view;
  }

  /**
   * @param {import("./values.js").Answer} answer
   * @param {View} view
   */
  tabs(answer, view) {
    const sizes = { table: answer.rows.length, graph: graphOf(answer).total, map: modelIds(answer).length };
    const buttons = VIEWS.map((name) => {
      const selected = name === view;
      const size = name === "table" || !sizes[name] ? "" : ` ${sizes[name]}`;
      const attributes = { id: `tab-${name}`, role: "tab", type: "button", "aria-selected": String(selected), "aria-controls": "panel", tabindex: selected ? 0 : -1 };
      const button = h("button", attributes, TITLES[name], ...(size ? [h("small", {}, size)] : []));
      button.addEventListener("click", () => this.chosen(name));
      return button;
    });
    const list = h("div", { class: "cypher-tabs", role: "tablist", "aria-label": "Show the answer as" }, ...buttons);
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.choose(VIEWS[(VIEWS.indexOf(view) + step + VIEWS.length) % VIEWS.length]);
    });
    return list;
  }

  /**
   * Show another view, with the focus on its tab: what had it may be gone.
   * @param {View} view
   */
  choose(view) {
    this.chosen(view);
    document.getElementById(`tab-${view}`)?.focus();
  }
}

/**
 * What fills the panel and answers how to end it. The graph and the map are fetched when first asked for.
 * @param {View} view
 * @returns {Promise<(panel: HTMLElement, answer: import("./values.js").Answer, version: string, toTable: () => void) => () => void>}
 */
async function drawer(view) {
  if (view === "map") return (await import("./onmap.js")).litMap;
  const content = view === "graph" ? (await import("./picture.js")).picture : table;
  return (panel, answer) => {
    panel.replaceChildren(...content(answer));
    return () => {};
  };
}

/**
 * An empty answer, and what may help.
 * @param {Files} files
 */
function nothing({ here }) {
  const help = h("a", { href: here }, "Try it with what this graph holds");
  return h("p", { class: "empty" }, "No row: nothing matches, or a parameter names nothing in this snapshot. ", ...(here ? [help] : []));
}

/** @param {Files} files */
function downloads({ csv, json }) {
  return [
    h("span", { class: "cypher-files" }, h("a", { href: csv, download: "answer.csv" }, "CSV ↓"), " ", h("a", { href: json, download: "answer.json" }, "JSON ↓")),
  ];
}

/** @param {Extract<Run, {phase: "failed" | "cancelled"}>} run */
function ended(run) {
  if (run.phase === "failed") {
    const hint = helpAfter(run);
    return [h("div", { class: "cypher-problem", role: "alert" }, h("strong", {}, run.message), ...(hint ? [h("p", { class: "muted" }, hint)] : []))];
  }
  return [h("p", { class: "muted cypher-nothing", role: "status" }, `Cancelled after ${seconds(run.after)}.`)];
}
