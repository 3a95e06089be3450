/** The subtree page: reads the view from the URL, fetches what is open, draws, and writes every change back. */

import { go, here, onReturn, push, query } from "../address.js";
import { ApiError } from "../api.js";
import { byId } from "../dom.js";
import { pageOf } from "../links.js";
import { count, snapshotWords } from "../words.js";
import { fetchOpen } from "./fetch.js";
import { MOST, fetchKey, fromQuery, more, onlyOf, relationOf, toQuery, toggled, tree } from "./state.js";
import { SubtreeView, hasKeys, isNarrow } from "./view.js";

const OPENED_AT_FIRST = 3;
const SHOWN_AT_FIRST = 5;

const { bound } = snapshotWords(document.body.dataset);
const host = byId("subtree", HTMLElement);
const status = byId("status", HTMLElement);
const sort = byId("sort", HTMLSelectElement);
const size = byId("size", HTMLSelectElement);
const relation = byId("relation", HTMLSelectElement);
const fit = byId("fit", HTMLButtonElement);

/** @type {import("../types.js").ModelItem} */
const root = {
  id: host.dataset.model ?? "",
  status: /** @type {"listed"} */ (host.dataset.status ?? "listed"),
  author: null,
  created_at: null,
  downloads: null,
  likes: null,
  license: null,
  license_name: null,
  effective_class: "unknown",
  license_verdict: null,
  descendants: Number(host.dataset.descendants),
  descendants_without_mass_uploads: Number(host.dataset.descendants),
  undercount: null, // the page's head says it
  mass_upload: null,
  children: Number(host.dataset.children),
  parents: Number(host.dataset.parents),
  relation: null,
};

let view = fromQuery(query());
/** @type {Map<string, import("./state.js").Children>} */
let fetched = new Map();
let newest = 0;
const drawn = new SubtreeView(host, { act, open: (id) => go(pageOf("models", id)), only: (id, relation) => change(onlyOf(view, id, relation)) });

/** @param {import("./view.js").Placed} placed */
function act({ data }) {
  if (data.kind === "counts") return;
  if (data.kind === "more") {
    if (data.shown >= MOST) go(pageOf("table", data.parent));
    else change(more(view, data.parent, data.shown));
  } else if (data.item.children && !data.again) change(toggled(view, data.item.id));
  else go(pageOf("models", data.item.id));
}

/** @param {import("./state.js").View} next */
function change(next) {
  if (next.sort !== view.sort) fetched = new Map();
  view = next;
  const asked = toQuery(view).toString();
  push(asked ? `?${asked}` : here().pathname);
  show();
}

/** Fetch and draw; when another change overtakes this one, it draws instead. */
async function show() {
  const mine = ++newest;
  sort.value = view.sort;
  size.value = String(view.size);
  relation.value = view.relation ?? "";
  fit.setAttribute("aria-pressed", String(view.fit));
  host.setAttribute("aria-busy", "true");
  try {
    const open = view.open ?? (await firstOpen());
    await fetchOpen(root.id, open, view, fetched);
    if (mine !== newest) return;
    view = { ...view, open };
    draw();
    status.textContent = `${count(distinctShown())} of ${bound}${count(root.descendants)} descendants shown.${hasKeys() ? " Arrow keys move, Enter opens, P goes to the model's page." : ""} A link's width follows the size of what hangs on it.`;
    host.dataset.ready = String(mine);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    status.textContent = error.sentences;
  } finally {
    if (mine === newest) host.removeAttribute("aria-busy");
  }
}

/** Draw what is fetched; the first time the root is in the middle. */
function draw() {
  if (view.open) drawn.draw(tree(root, view.open, fetched, view), view.fit);
}

/** What is open when the URL does not say: the model, and where there is room its first children that have children. */
async function firstOpen() {
  const open = new Map([[root.id, view.size]]);
  await fetchOpen(root.id, open, view, fetched);
  const children = fetched.get(fetchKey(view, root.id))?.items ?? [];
  const opened = isNarrow() ? 0 : OPENED_AT_FIRST;
  for (const child of children.filter((item) => item.children).slice(0, opened))
    if (child.id !== root.id) open.set(child.id, SHOWN_AT_FIRST);
  return open;
}

function distinctShown() {
  const ids = new Set(drawn.order.flatMap(({ data }) => (data.kind === "model" ? [data.item.id] : [])));
  ids.delete(root.id);
  return ids.size;
}

sort.addEventListener("change", () => change({ ...view, sort: sort.value }));
size.addEventListener("change", () => change({ ...view, size: Number(size.value) }));
onReturn(() => {
  const before = view.sort;
  view = fromQuery(query());
  if (view.sort !== before) fetched = new Map();
  show();
});
addEventListener("resize", draw);
relation.addEventListener("change", () => change({ ...view, relation: relationOf(relation.value), only: new Map() }));
fit.addEventListener("click", () => change({ ...view, fit: !view.fit }));
byId("collapse", HTMLButtonElement).addEventListener("click", () => change({ ...view, open: new Map([[root.id, view.size]]), only: new Map() }));
byId("save-tree", HTMLButtonElement).addEventListener("click", async () => {
  const { saveTree } = await import("./picture.js");
  saveTree(drawn, host, `Subtree of ${root.id}`, status.textContent ?? "", host.dataset.about ?? "");
});

show();
