/** The console page: one state, shared by the editor, the parameters, the gallery, the answer and the URL. */

import { ApiError, ask } from "../api.js";
import { byId, ticked } from "../dom.js";
import { apiRoute } from "../links.js";
import { Editor } from "./editor.js";
import { Fields } from "./fields.js";
import { only } from "./parameters.js";
import { Planner } from "./plan.js";
import { Results } from "./results.js";
import { IDLE, answered, cancelling, failed, started, tokenOf, waitsFor } from "./run.js";
import { parameterNames } from "./scan.js";
import { asking, fromAddress, questionOf, toAddress } from "./url.js";

const KEPT = 8; // answers kept for the back button
const CANCEL_MS = 4000; // after that the wait ends here, whatever the server does

const form = byId("ask", HTMLFormElement);
const host = byId("answer", HTMLElement);
const run = byId("run", HTMLButtonElement);
const cancel = byId("cancel", HTMLButtonElement);
const copy = byId("copy", HTMLButtonElement);
const limit = byId("limit", HTMLSelectElement);
const timeout = byId("timeout", HTMLSelectElement);
const gallery = byId("gallery", HTMLElement);
const side = byId("side", HTMLElement);
const links = [...gallery.querySelectorAll("a")];
const questions = links.map(({ dataset }) => question(dataset));
const root = new URL(form.action).pathname;
const own = { title: "Ask in Cypher", teaches: byId("teaches", HTMLElement).dataset.own ?? "" };

let { state, asked } = fromAddress(location, questions);
/** @type {import("./run.js").Run} */
let running = IDLE;
let waiting = new AbortController();
/** @type {import("./completion.js").Schema | null} */
let schema = null;
/** @type {Map<string, import("./values.js").Answer>} by address */
const kept = new Map();

const results = new Results(host, document.documentElement.dataset.version ?? "", (view) => {
  state = { ...state, view };
  history.replaceState(null, "", address());
  results.show(running, view, files());
});
const fields = new Fields(byId("fields", HTMLElement), {
  changed: (name, value) => change({ parameters: { ...state.parameters, [name]: value } }),
  run: () => start(),
});
const planner = new Planner(byId("plan", HTMLElement), byId("warnings", HTMLElement), () => running.phase === "failed");
const editor = new Editor(byId("editor", HTMLElement), byId("statement", HTMLTextAreaElement), {
  run: () => start(),
  changed: (statement) => change({ statement }),
  schema: () => schema,
  parameters: () => [...new Set([...parameterNames(state.statement), ...Object.keys(state.parameters)])],
});

/**
 * @param {DOMStringMap} data
 * @returns {import("./url.js").Question}
 */
function question({ slug = "", title = "", teaches = "", statement = "", parameters = "{}", view }) {
  return { slug, title, teaches, statement, parameters: JSON.parse(parameters), view: /** @type {"table"} */ (view) };
}

/** @param {Partial<import("./url.js").State>} changes */
function change(changes) {
  state = { ...state, ...changes };
  describe();
}

/** Bring everything beside the editor's text and the answer up to date. */
function describe() {
  const found = questionOf(state, questions);
  const names = parameterNames(state.statement);
  byId("title", HTMLElement).textContent = found?.title ?? own.title;
  byId("teaches", HTMLElement).replaceChildren(...ticked(found ? `Shows ${found.teaches}.` : own.teaches));
  document.title = `${found?.title ?? own.title} · qwen-lineage`;
  for (const link of links) {
    if (link.dataset.slug === found?.slug) mark(link);
    else link.removeAttribute("aria-current");
  }
  fields.show(names, state.parameters);
  choose(limit, state.limit);
  choose(timeout, state.timeout);
  planner.want(state.statement.trim() ? apiRoute("cypher/plan", null, query()) : null);
}

/**
 * Mark the question that is asked, and see to it that the list shows it; the page itself stays where it is.
 * @param {HTMLElement} link
 */
function mark(link) {
  if (link.getAttribute("aria-current")) return;
  link.setAttribute("aria-current", "page");
  if (side.scrollHeight > side.clientHeight) side.scrollTop = link.offsetTop - side.clientHeight / 2;
}

/** Show the state everywhere, the editor's text included. */
function showAll() {
  editor.show(state.statement);
  describe();
}

function address() {
  return toAddress(root, state, questions);
}

function query() {
  return { statement: state.statement, parameters: JSON.stringify(only(parameterNames(state.statement), state.parameters)) };
}

/** @returns {Record<string, string | number | null>} */
function limits() {
  return { limit: state.limit, timeout: state.timeout };
}

function files() {
  const asked = { ...query(), ...limits() };
  const slug = parameterNames(state.statement).length ? questionOf(state, questions)?.slug : null;
  return {
    csv: apiRoute("cypher", null, { ...asked, format: "csv" }),
    json: apiRoute("cypher", null, { ...asked, format: "json" }),
    here: slug ? `${root}/${slug}/here` : null,
  };
}

/** @param {import("./run.js").Run} next */
function show(next) {
  running = next;
  cancel.hidden = running.phase !== "running";
  cancel.disabled = running.phase === "running" && running.cancelling;
  if (running.phase === "failed") planner.hush();
  results.show(running, state.view, files());
}

/** Run what stands there, as a step that the back button can take back. */
function start() {
  if (!state.statement.trim()) return editor.focus();
  const next = address();
  if (next !== location.pathname + location.search) history.pushState(null, "", next);
  load();
  if (host.getBoundingClientRect().top > innerHeight * 0.8) host.scrollIntoView({ block: "start" });
}

/** Ask the server, whatever was known before; an earlier run is cancelled. */
async function load() {
  if (running.phase === "running") stop(running.token);
  const token = tokenOf(crypto.getRandomValues(new Uint8Array(12)));
  const asked = apiRoute("cypher", null, { ...query(), ...limits() });
  waiting = new AbortController();
  show(started(token, performance.now()));
  try {
    const answer = await ask(`${asked}&run=${token}`, waiting.signal);
    keep(asked, answer);
    if (waitsFor(running, token)) show(answered(running, token, answer));
  } catch (error) {
    if (!waitsFor(running, token)) return;
    show(failed(running, token, explained(error), performance.now()));
  }
}

/** The answer that stood here before, when the back button comes back to it. */
function recall() {
  const answer = kept.get(apiRoute("cypher", null, { ...query(), ...limits() }));
  if (!answer) return void load();
  if (running.phase === "running") stop(running.token);
  show({ phase: "answered", answer });
}

/**
 * @param {string} asked
 * @param {import("./values.js").Answer} answer
 */
function keep(asked, answer) {
  kept.delete(asked);
  kept.set(asked, answer);
  for (const old of [...kept.keys()].slice(0, -KEPT)) kept.delete(old);
}

/** @param {unknown} error */
function explained(error) {
  if (error instanceof ApiError) return error;
  return { message: error instanceof Error ? error.message : String(error), hint: "" };
}

/**
 * Tell the server that nobody waits any more; it may be done by then.
 * @param {string} token
 */
async function stop(token) {
  await fetch(apiRoute("cypher/runs", token), { method: "DELETE" }).then((response) => response.json()).catch(() => null);
}

cancel.addEventListener("click", async () => {
  if (running.phase !== "running") return;
  const { token } = running;
  show(cancelling(running));
  run.focus();
  const { signal } = waiting;
  const mine = waiting;
  setTimeout(() => !signal.aborted && waitsFor(running, token) && mine.abort(), CANCEL_MS);
  await stop(token);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});

gallery.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const found = questions.find(({ slug }) => slug === link?.dataset.slug);
  if (!found || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  state = asking(found, state);
  showAll();
  start();
  byId("title", HTMLElement).scrollIntoView({ block: "center" });
});

limit.addEventListener("change", () => change({ limit: Number(limit.value) }));
timeout.addEventListener("change", () => change({ timeout: Number(timeout.value) }));

copy.addEventListener("click", async () => {
  const link = new URL(address(), location.href).href;
  const done = await navigator.clipboard?.writeText(link).then(() => true, () => false);
  copy.textContent = done ? "Copied" : "It is in the address bar";
  history.replaceState(null, "", address());
  setTimeout(() => (copy.textContent = "Copy link"), 1600);
});

addEventListener("popstate", () => {
  const found = fromAddress(location, questions);
  state = found.state;
  showAll();
  if (found.asked) recall();
  else show(IDLE);
});

/**
 * Choose a number in a list; one that is not there is added, null is the one chosen at first.
 * @param {HTMLSelectElement} select
 * @param {number | null} value
 */
function choose(select, value) {
  const first = [...select.options].find((option) => option.defaultSelected)?.value ?? select.options[0].value;
  const wanted = value === null ? first : String(value);
  if (![...select.options].some((option) => option.value === wanted)) select.add(new Option(wanted, wanted));
  select.value = wanted;
}

for (const hidden of [copy, byId("time", HTMLElement)]) hidden.hidden = false;
byId("plain", HTMLElement).hidden = true;
byId("keys", HTMLElement).textContent = /Mac|iP/.test(navigator.platform) ? "⌘ ↵" : "Ctrl ↵";
document.getElementById("hands")?.removeAttribute("hidden");
showAll();
if (asked) load();
else results.show(IDLE, state.view, files());
ask(apiRoute("cypher/schema")).then(
  (answer) => (schema = answer),
  () => {}, // the editor works without completion
);
