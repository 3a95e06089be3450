/** The home page: one selection and one place, shared by the map, the panel, the search box and the URL. */

import { ApiError, ask } from "../api.js";
import { byId } from "../dom.js";
import { apiRoute, pageOf } from "../links.js";
import { mountMap } from "../map/index.js";
import { readPalette } from "../map/palette.js";
import { snapshotWords } from "../words.js";
import { colouringOf, fromQuery, toAddress } from "./url.js";

const host = byId("map", HTMLElement);
const side = byId("side", HTMLElement);
const families = byId("families", HTMLElement);
const counts = byId("counts", HTMLElement);
const panel = byId("details", HTMLElement);
const chooser = byId("colour", HTMLSelectElement);
const relations = byId("legend-relations", HTMLElement);
const classes = byId("legend-classes", HTMLElement);

let state = fromQuery(new URLSearchParams(location.search));
let requests = 0;
/** @type {import("../types.js").MapLegend | null} */
let shown = null;
chooser.value = state.colour ?? "relation";
const map = mountMap(host, { ...state, insets });

/** What lies over the map: the counts at its top, the panel at its right, or on a narrow screen with the legend at its bottom. */
function insets() {
  const whole = host.getBoundingClientRect();
  const covered = side.getBoundingClientRect();
  const below = covered.width > whole.width * 0.8;
  const top = (counts.querySelector("summary") ?? counts).getBoundingClientRect().bottom - whole.top;
  const right = below ? 0 : whole.right - covered.left;
  const bottom = below ? whole.bottom - byId("legend", HTMLElement).getBoundingClientRect().top : 0;
  return { top, left: 0, right, bottom };
}

/** @param {string | null} id */
function select(id) {
  map.select(id, { fly: id !== null });
}

/**
 * Show what is known of the selected model; nothing selected shows the largest families.
 * @param {string | null} id
 */
async function show(id) {
  const mine = ++requests;
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
    (error) => problem(id, error instanceof ApiError ? `${error.message}. ${error.hint}` : String(error), { synthetic, close }),
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
  if (id === state.model) return;
  state = { ...state, model: id };
  history.pushState(null, "", toAddress(location.pathname, state));
  show(id);
});

host.addEventListener("lineage:view", (event) => {
  state = { ...state, view: detailOf(event).view };
  history.replaceState(null, "", toAddress(location.pathname, state));
});

host.addEventListener("lineage:open", (event) => location.assign(pageOf("models", detailOf(event).id)));

host.addEventListener("lineage:problem", (event) => {
  const { error } = detailOf(event);
  if (error instanceof ApiError && error.code === "unknown_model") return; // the panel says so
  byId("trouble", HTMLElement).textContent = error instanceof ApiError ? `${error.message}. ${error.hint}` : String(error);
});

let following = Promise.resolve();
document.addEventListener("lineage:graph", (event) => {
  event.preventDefault();
  following = following.then(() => import("./follow.js")).then(({ followGraph }) => followGraph(map)).then(() => (state.model === null ? undefined : show(state.model)));
});

host.addEventListener("lineage:stale", (event) => {
  event.preventDefault();
  document.dispatchEvent(new CustomEvent("lineage:look"));
});

host.addEventListener("lineage:coloured", async (event) => {
  const { legend } = detailOf(event);
  const content = legend ? (await import("./legend.js")).legendOf(legend, readPalette(host)) : [];
  shown = legend;
  relations.hidden = legend !== null;
  classes.hidden = legend === null;
  classes.replaceChildren(...content);
});

chooser.addEventListener("change", () => {
  const colour = colouringOf(chooser.value);
  state = { ...state, colour };
  history.replaceState(null, "", toAddress(location.pathname, state));
  map.colourBy(colour);
});

document.addEventListener("lineage:theme", () => host.dispatchEvent(new CustomEvent("lineage:coloured", { detail: { legend: shown } })));

addEventListener("popstate", () => {
  const before = state.model;
  state = fromQuery(new URLSearchParams(location.search));
  if (state.model !== before) {
    map.select(state.model, { silent: true });
    show(state.model);
  }
  chooser.value = state.colour ?? "relation";
  map.colourBy(state.colour);
  map.show(state.view);
});

document.addEventListener("lineage:choose", (event) => {
  event.preventDefault();
  select(detailOf(event));
});

side.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-model]") : null;
  if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  select(link.dataset.model ?? null);
});

show(state.model);
