/** The home page: one selection and one place, shared by the map, the panel, the search box and the URL. */

import { go, here, isFramed, onReturn, push, query, replace } from "../address.js";
import { ApiError, ask } from "../api.js";
import { byId, h, isWriting } from "../dom.js";
import { apiRoute, pageOf } from "../links.js";
import { mountMap } from "../map/index.js";
import { snapshotWords } from "../words.js";
import { listenToEntries, markEntries } from "./filter.js";
import { listenToSheet } from "./sheet.js";
import { listenToTools } from "./tools.js";
import { colouringOf, fromQuery, isPlace, SIZINGS, toAddress, unknownIn } from "./url.js";

const OPEN = "dialog[open], :popover-open, :fullscreen";
const host = byId("map", HTMLElement);
const side = byId("side", HTMLElement);
const families = byId("families", HTMLElement);
const counts = byId("counts", HTMLDetailsElement);
const panel = byId("details", HTMLElement);
const chooser = byId("colour", HTMLSelectElement);
const relations = byId("legend-relations", HTMLElement);
const classes = byId("legend-classes", HTMLElement);
const legendBox = byId("legend", HTMLElement);
const tools = byId("map-tools", HTMLElement);
const chip = byId("legend-chip", HTMLElement);
const sizer = byId("size", HTMLSelectElement);
const sizes = byId("legend-sizes", HTMLElement);
const lights = byId("lights", HTMLElement);
const note = byId("map-note", HTMLElement);
const notes = byId("map-notes", HTMLElement);

const lowerSheet = listenToSheet(side);
const TITLE = "Family map · qwen-lineage";

let state = fromQuery(query(), here().hash);
let requests = 0;
/** Where the map stood before it went to what is lit up, and where that is, as views. @type {{ from: string | null, to: string | null } | null} */
let lookedAt = null;
/** @type {{ legend: import("../types.js").MapLegend | null, sizes: import("../types.js").MapLegend | null }} */
let shown = { legend: null, sizes: null };
/** The classes that were shown of each colouring that another took the place of. @type {Map<import("../types.js").Colouring | null, string[]>} */
const narrowed = new Map();
note.textContent = unknownIn(query()) ?? "";
const map = mountMap(host, { ...state, insets });

/**
 * What lies over the map: the counts at its top, the panel at its right, or on a narrow screen with the legend at its
 * bottom. Nothing that is lit or selected may lie under what is said of it, nor under the legend with its buttons, which
 * take a corner alone: what is left is beside them or above them, where there is more.
 * @param {boolean} [free] of all that
 */
function insets(free = false) {
  const whole = host.getBoundingClientRect();
  const covered = side.getBoundingClientRect();
  const below = covered.width > whole.width * 0.8;
  const legend = legendBox.getBoundingClientRect();
  const over = free ? notes : (counts.querySelector("summary") ?? counts);
  const top = over.getBoundingClientRect().bottom - whole.top;
  const right = below ? 0 : whole.right - covered.left;
  const left = Math.max(legend.right, free ? tools.getBoundingClientRect().right : 0) - whole.left;
  const bottom = whole.bottom - legend.top;
  const [width, height] = [whole.width - right, whole.height - top];
  const isMoreBeside = Math.min(width - left, height) >= Math.min(width, height - bottom);
  const beside = !below && (isFramed || (free && isMoreBeside)); // in a frame it takes a third of the height
  return { top, left: beside ? left : 0, right, bottom: below || (free && !beside) ? bottom : 0 };
}

new ResizeObserver(() => {
  if (!counts.open) byId("content", HTMLElement).style.setProperty("--counts-end", `${counts.offsetTop + counts.offsetHeight}px`);
}).observe(counts);

/**
 * Select beside the map; keys go on from there, as what was chosen or pressed may be gone.
 * @param {string | null} id
 */
function select(id) {
  lowerSheet(); // the map goes where the model is seen
  map.select(id, { fly: id !== null });
  host.focus({ preventScroll: true });
}

/**
 * Show what is known of the selected model; nothing selected shows the largest families.
 * @param {string | null} id
 */
async function show(id) {
  const mine = ++requests;
  document.title = `${id === null ? "" : `${id} · `}${TITLE}`;
  document.body.classList.toggle("has-selection", id !== null);
  if (id === null) {
    families.hidden = false;
    panel.hidden = true;
    panel.replaceChildren();
    return;
  }
  const close = () => select(null);
  const synthetic = document.body.dataset.synthetic === "true";
  const snapshot = snapshotWords(document.body.dataset);
  const { details, problem } = await import("./panel.js"); // needed by nobody before something is selected
  const content = await ask(apiRoute("models", id)).then(
    (model) => details(model, { synthetic, snapshot, close }),
    (error) => problem(id, error instanceof ApiError ? error.sentences : String(error), { synthetic, close }),
  );
  if (mine !== requests) return;
  panel.replaceChildren(...content);
  families.hidden = true;
  panel.hidden = false;
  side.scrollTop = 0;
}

/**
 * The detail of a map's event.
 * @param {Event} event
 */
function detailOf(event) {
  return event instanceof CustomEvent ? event.detail : {};
}

host.addEventListener("lineage:select", (event) => {
  const { id } = detailOf(event);
  note.replaceChildren();
  lowerSheet();
  if (id === state.model) return;
  state = { ...state, model: id };
  push(toAddress(here().pathname, state));
  show(id);
});

host.addEventListener("lineage:view", (event) => {
  state = { ...state, view: detailOf(event).view };
  replace(toAddress(here().pathname, state));
});

host.addEventListener("lineage:open", (event) => go(pageOf("models", detailOf(event).id)));

host.addEventListener("lineage:problem", (event) => {
  const { error } = detailOf(event);
  if (error instanceof ApiError && error.code === "unknown_model") return; // the panel says so
  troubled(error);
});

let following = Promise.resolve();
document.addEventListener("lineage:graph", (event) => {
  event.preventDefault();
  following = following.then(follow);
});

/** Show the graph that is served now, with what is selected, chosen in the legend and lit up. */
async function follow() {
  const { followGraph } = await import("./follow.js");
  if (!(await followGraph(map))) return;
  markEntries(legendBox, chip, state.only);
  light(true).catch(troubled);
  if (state.model !== null) await show(state.model);
}

host.addEventListener("lineage:stale", (event) => {
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("lineage:look"));
});

host.addEventListener("lineage:placeless", async (event) => {
  const { id } = detailOf(event);
  const { placelessInWords } = await import("./lights.js");
  if (id === state.model) note.replaceChildren(...placelessInWords(id));
});

host.addEventListener("lineage:coloured", async (event) => {
  shown = detailOf(event);
  const { legend, sizes: measured } = shown;
  const lazy = legend || measured ? await import("./legend.js") : null;
  if (shown.legend !== legend || shown.sizes !== measured) return;
  classes.replaceChildren(...(lazy && legend ? lazy.legendOf(legend, map.palette) : []));
  sizes.replaceChildren(...(lazy && measured ? lazy.sizesOf(measured) : []));
  relations.hidden = legend !== null;
  classes.hidden = legend === null;
  markEntries(legendBox, chip, state.only);
});

/**
 * Take a change of what is shown into the address and onto the map.
 * @param {Partial<import("./url.js").State>} change
 */
function change(change) {
  state = { ...state, ...change };
  replace(toAddress(here().pathname, state));
  restyle();
}

/** Show the colouring, the sizes and the classes of the state. */
function restyle() {
  chooser.value = state.colour ?? "relation";
  sizer.value = state.size ?? "descendants";
  map.colourBy(state.colour).then(() => map.filter(state.only));
  map.sizeBy(state.size);
  markEntries(legendBox, chip, state.only);
}

chooser.addEventListener("change", () => {
  const colour = colouringOf(chooser.value);
  narrowed.set(state.colour, state.only);
  change({ colour, only: narrowed.get(colour) ?? [] });
});
sizer.addEventListener("change", () => change({ size: SIZINGS.find((name) => name === sizer.value) ?? null }));
listenToEntries(legendBox, () => state.only, (only) => change({ only }));

/**
 * Light up what the state names, in the place of what is lit.
 * @param {boolean} [stay] where the map is
 */
async function light(stay = false) {
  const { hits, ids } = state;
  lights.replaceChildren();
  if (hits === null && !ids.length) {
    lookedAt = null;
    return map.dark();
  }
  const { hitsInWords, listAsCsv, listInWords } = await import("./lights.js");
  const lit = await (hits === null ? map.lightList(ids, true) : map.lightHits(hits, true));
  if (!lit) return;
  const off = h("button", { class: "chip", type: "button" }, "Lights off");
  off.addEventListener("click", () => {
    const looked = lookedAt;
    relight({ hits: null, ids: [] });
    if (looked && map.navigation.view === looked.to) map.show(looked.from);
  });
  const file = h("button", { class: "chip", type: "button" }, "CSV ↓");
  file.addEventListener("click", async () => {
    const { offer } = await import("../download.js");
    offer(new Blob([listAsCsv(ids, lit)], { type: "text/csv" }), "list-on-map", "csv");
  });
  lights.replaceChildren(h("div", {}, ...(hits === null ? listInWords(lit) : hitsInWords(hits, lit))), ...(hits === null ? [file] : []), off);
  if (!stay) lookedAt = { from: lookedAt ? lookedAt.from : state.view, to: map.goToLights() };
}

/** @param {Pick<import("./url.js").State, "hits" | "ids">} lit */
function relight(lit) {
  state = { ...state, ...lit };
  push(toAddress(here().pathname, state));
  light().catch(troubled);
  host.focus({ preventScroll: true });
}

/** @param {unknown} error */
function troubled(error) {
  byId("trouble", HTMLElement).textContent = error instanceof ApiError ? error.sentences : String(error);
}

document.addEventListener("lineage:hits", (event) => {
  event.preventDefault();
  relight({ hits: detailOf(event), ids: [] });
});

byId("overlay-list", HTMLElement).addEventListener("click", async () => {
  const { askForList } = await import("./list.js");
  askForList(state.ids, (ids) => relight({ hits: null, ids }));
});

for (const button of /** @type {NodeListOf<HTMLElement>} */ (legendBox.querySelectorAll("[data-picture]"))) {
  button.addEventListener("click", async () => {
    const { savePicture } = await import("./picture.js");
    savePicture(map, button.dataset.picture === "svg" ? "svg" : "png", state, byId("snapshot", HTMLElement).textContent ?? "").catch(troubled);
  });
}

document.addEventListener("lineage:theme", () => host.dispatchEvent(new CustomEvent("lineage:coloured", { detail: shown })));

onReturn(() => {
  const before = state;
  state = fromQuery(query(), here().hash);
  if (isPlace(here().hash)) state = { ...state, ids: before.ids };
  if (state.model !== before.model) {
    map.select(state.model, { silent: true, fly: isToBeFound(state) });
    show(state.model);
  }
  if (state.hits !== before.hits || state.ids.join() !== before.ids.join()) light(true).catch(troubled);
  restyle();
  if (!isToBeFound(state)) map.show(state.view);
});

/**
 * Whether the map is to go where the selected model is: a notebook names it, and no place.
 * @param {import("./url.js").State} state
 */
function isToBeFound({ model, view }) {
  return isFramed && model !== null && view === null;
}

document.addEventListener("lineage:choose", (event) => {
  event.preventDefault();
  select(detailOf(event));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || state.model === null) return;
  if (!isWriting(event) && !document.querySelector(OPEN)) select(null);
});

side.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-model]") : null;
  if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  select(link.dataset.model ?? null);
});

show(state.model);
restyle();
listenToTools(map, host);
light(state.view !== null).catch(troubled);
