/** The console page: one state, shown by the editor, the parameters, the gallery, the answer and the URL. */

import { ask } from "../api.js";
import { byId } from "../dom.js";
import { apiRoute } from "../links.js";
import { Controls } from "./controls.js";
import { Editor } from "./editor.js";
import { Execution } from "./execution.js";
import { Fields } from "./fields.js";
import { Gallery } from "./gallery.js";
import { Planner } from "./plan.js";
import { answerAddress, filesOf, planAddress } from "./requests.js";
import { Results } from "./results.js";
import { tokenOf } from "./run.js";
import { parameterNames } from "./scan.js";
import { opened, reduce } from "./state.js";
import { fromAddress, toAddress } from "./url.js";

const form = byId("ask", HTMLFormElement);
const host = byId("answer", HTMLElement);
const root = new URL(form.action).pathname;

const gallery = new Gallery(
  { title: byId("title", HTMLElement), teaches: byId("teaches", HTMLElement), list: byId("gallery", HTMLElement), side: byId("side", HTMLElement) },
  (question) => run({ type: "chosen", question, ...beginning() }),
);
const { questions } = gallery;
const first = fromAddress(location, questions);
let state = opened(first.query);
/** @type {import("./completion.js").Schema | null} */
let schema = null;

const execution = new Execution({
  answered: (token, answer) => dispatch({ type: "answered", token, answer }),
  failed: (token, error) => dispatch({ type: "failed", token, error, now: performance.now() }),
});
const results = new Results(host, document.documentElement.dataset.version ?? "", (view) => {
  dispatch({ type: "viewed", view });
  history.replaceState(null, "", address());
});
const fields = new Fields(byId("fields", HTMLElement), {
  changed: (name, value) => edit({ parameters: { ...state.query.parameters, [name]: value } }),
  run: submit,
});
const planner = new Planner(byId("plan", HTMLElement), byId("warnings", HTMLElement), () => state.run.phase === "failed");
const editor = new Editor(byId("editor", HTMLElement), byId("statement", HTMLTextAreaElement), {
  run: submit,
  changed: (statement) => edit({ statement }),
  schema: () => schema,
  parameters: () => [...new Set([...parameterNames(state.query.statement), ...Object.keys(state.query.parameters)])],
});
const controls = new Controls(
  {
    form,
    run: byId("run", HTMLButtonElement),
    cancel: byId("cancel", HTMLButtonElement),
    copy: byId("copy", HTMLButtonElement),
    limit: byId("limit", HTMLSelectElement),
    timeout: byId("timeout", HTMLSelectElement),
  },
  { submitted: submit, cancelled: cancel, changed: edit, link },
);

/** @param {import("./state.js").Action} action */
function dispatch(action) {
  const before = state;
  state = reduce(state, action);
  if (state.query !== before.query) showQuery();
  if (state.run !== before.run || state.query.view !== before.query.view) showRun();
}

/** Bring everything beside the answer up to date. */
function showQuery() {
  editor.show(state.query.statement);
  gallery.show(state.query);
  fields.show(parameterNames(state.query.statement), state.query.parameters);
  controls.show(state);
  planner.want(planAddress(state.query));
}

function showRun() {
  controls.show(state);
  if (state.run.phase === "failed") planner.hush();
  results.show(state.run, state.query.view, filesOf(state.query, questions));
}

/** @param {Partial<import("./url.js").Query>} changes */
function edit(changes) {
  dispatch({ type: "edited", changes });
}

/** Run what stands there. */
function submit() {
  run({ type: "submitted", ...beginning() });
}

/**
 * Run what is asked then, as a step that the back button can take back.
 * @param {Extract<import("./state.js").Action, { type: "submitted" | "chosen" }>} action
 */
function run(action) {
  if (action.type === "submitted" && !state.query.statement.trim()) return editor.focus();
  begin(action);
  if (address() !== location.pathname + location.search) history.pushState(null, "", address());
  if (host.getBoundingClientRect().top > innerHeight * 0.8) host.scrollIntoView({ block: "start" });
}

/**
 * Let a run begin, if the action begins one; an earlier one is cancelled.
 * @param {Extract<import("./state.js").Action, { type: "submitted" | "chosen" | "arrived" }>} action
 */
function begin(action) {
  if (state.run.phase === "running") execution.stop(state.run.token);
  dispatch(action);
  if (state.run.phase === "running") execution.run(answerAddress(state.query), state.run.token);
}

/** Show what the address asks for, with the answer that stood here before where it is known. */
function arrive() {
  const { query, hasStatement } = fromAddress(location, questions);
  begin({ type: "arrived", query, hasStatement, answer: execution.answers.at(answerAddress(query)), ...beginning() });
}

function cancel() {
  if (state.run.phase !== "running") return;
  const { token } = state.run;
  dispatch({ type: "cancelling" });
  execution.cancel(token);
}

function beginning() {
  return { token: tokenOf(crypto.getRandomValues(new Uint8Array(12))), now: performance.now() };
}

function address() {
  return toAddress(root, state.query, questions);
}

function link() {
  history.replaceState(null, "", address());
  return new URL(address(), location.href).href;
}

addEventListener("popstate", arrive);
byId("keys", HTMLElement).textContent = /Mac|iP/.test(navigator.platform) ? "⌘ ↵" : "Ctrl ↵";
showQuery();
if (first.hasStatement) begin({ type: "submitted", ...beginning() });
else showRun();
ask(apiRoute("cypher/schema")).then(
  (answer) => {
    schema = answer;
    editor.refresh();
  },
  () => {}, // the editor works without colours of words, and without completion
);
