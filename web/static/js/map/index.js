/**
 * The family map on a page: `mountMap` takes over an element and keeps it drawn.
 *
 * Events on the element, all bubbling: "lineage:select" {id | null} when a model is selected or the selection cleared,
 * "lineage:hover" {id | null}, "lineage:open" {id} when the selected model's page is asked for, "lineage:view" {view}
 * when the map has come to rest (text for the URL, null while everything is shown), "lineage:problem" {error}.
 */

import { ApiError, ask } from "../api.js";
import { h } from "../dom.js";
import { apiRoute } from "../links.js";
import { count } from "../words.js";
import { DEEPEST, fit, keepNear, pan, toMap, visible, zoom } from "./camera.js";
import { detailFor, drawScene } from "./draw.js";
import { flight } from "./fly.js";
import { listen } from "./interact.js";
import { drawLabels, familyLabels, leafLabels, withoutCollisions } from "./labels.js";
import { drawOverlay, namesAbove } from "./overlay.js";
import { RELATIONS, readPalette } from "./palette.js";
import { pick } from "./pick.js";
import { leafRelation, rowOf } from "./scene.js";
import { formatView, parseView } from "./state.js";
import { Store } from "./store.js";
import { coreRadius, DOT, leafPosition } from "./sunflower.js";
import { Tooltip } from "./tooltip.js";

/**
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {import("./camera.js").Insets} Insets
 * @typedef {import("./overlay.js").Selection} Selection
 * @typedef {{ circles: number, discs: number, dots: number, labels: number }} Drawn
 * @typedef {{ drawn: Drawn, picked: string | null, frameMs: number, readonly ready: boolean, camera: Camera, selected: string | null, lit: number }} Counters
 *
 * `version` defaults to the host's `data-graph`; `insets` says what panels cover of the host.
 * @typedef {{ version?: string, model?: string | null, view?: string | null, insets?: () => Insets }} Options
 */

const REFINE_MS = 140;
const SLOW_MS = 34; // two frames at 60 Hz
const PAUSE_MS = 400; // a longer gap means that the hand rested
const REST_MS = 250;
const NO_LEAVES = { labels: [], unknown: new Map() };
const NOTHING = { top: 0, right: 0, bottom: 0, left: 0 };
const HELP =
  "Family map. Arrows move, plus and minus zoom, 0 shows everything, square brackets walk the siblings of the selected model, " +
  "Shift with up or down goes to its parent or its largest sub-family, Enter opens it, Escape goes out. The outline holds the same as text.";

/**
 * @param {HTMLElement} host
 * @param {Options} [options]
 */
export function mountMap(host, options = {}) {
  return new FamilyMap(host, options);
}

export class FamilyMap {
  /**
   * @param {HTMLElement} host
   * @param {Options} options
   */
  constructor(host, options) {
    this.host = host;
    this.insets = options.insets ?? (() => NOTHING);
    this.canvas = h("canvas", { class: "map-canvas" });
    this.overlay = h("canvas", { class: "map-canvas" });
    this.live = h("p", { class: "visually-hidden", role: "status" });
    host.classList.add("map-host");
    setAttributes(host, { role: "application", tabindex: "0", "aria-label": HELP });
    host.replaceChildren(this.canvas, this.overlay, this.live);
    this.context = contextOf(this.canvas);
    this.over = contextOf(this.overlay);
    this.tooltip = new Tooltip(host);
    this.store = new Store(options.version ?? host.dataset.graph ?? "", () => this.draw(), (error) => this.fail(error));
    this.palette = readPalette(host);
    this.font = getComputedStyle(host).fontFamily;
    this.size = { width: 1, height: 1 };
    /** @type {Camera} */
    this.camera = { x: 0, y: 0, scale: 1 };
    this.isWhole = true;
    /** @type {Selection | null} */
    this.selection = null;
    this.choice = 0;
    /** @type {import("./overlay.js").Light[] | null} */
    this.lit = null;
    /** @type {{ row: number, leaf: number | null } | null} */
    this.hovered = null;
    this.pointer = { x: 0, y: 0 };
    this.moving = false;
    this.slowness = 1;
    this.lastFrame = 0;
    this.refining = 0;
    this.resting = 0;
    this.scheduled = 0;
    this.flying = 0;
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.ending = new AbortController();
    /** @type {Promise<void>} done when the map is there */
    this.started = Promise.resolve();
    const isReady = () => this.store.base.length > 0 && !this.moving && this.store.pending === 0;
    /** @type {Counters} */
    this.counters = {
      drawn: { circles: 0, discs: 0, dots: 0, labels: 0 },
      picked: null,
      frameMs: 0,
      get ready() {
        return isReady();
      },
      camera: this.camera,
      selected: null,
      lit: 0,
    };
    Object.assign(globalThis, { lineageMap: this.counters });
    this.started = this.start(options);
  }

  /** @param {Options} options */
  async start({ model = null, view = null }) {
    const { signal } = this.ending;
    listen(this.host, this.wishes(), signal);
    document.addEventListener("lineage:theme", () => this.recolour(), { signal });
    this.resize();
    const watcher = new ResizeObserver(() => this.resize());
    watcher.observe(this.host);
    signal.addEventListener("abort", () => watcher.disconnect());
    try {
      await this.store.loadWhole(this.size);
    } catch (error) {
      return this.fail(error);
    }
    this.camera = this.wholeCamera();
    const camera = parseView(view);
    if (camera) this.jump(camera);
    this.draw();
    if (model) await this.select(model, { fly: !camera, silent: true });
  }

  /** Stop listening and give the element back empty. */
  destroy() {
    this.ending.abort();
    cancelAnimationFrame(this.scheduled);
    cancelAnimationFrame(this.flying);
    this.host.replaceChildren();
  }

  /**
   * Select a model, or nothing. With `fly` the map goes there; `silent` sends no event, as the page knows already.
   * @param {string | null} id
   * @param {{ fly?: boolean, silent?: boolean }} [how]
   */
  async select(id, { fly = false, silent = false } = {}) {
    const choice = ++this.choice;
    if (id === null) {
      this.setSelection(null, "Nothing selected.");
      if (!silent) this.send("select", { id });
      return;
    }
    if (!silent) this.send("select", { id });
    try {
      const selection = await this.lookUp(id);
      if (choice !== this.choice) return;
      this.setSelection(selection, selection ? announcement(selection) : `${id} has no relatives and no place on the map.`);
      if (fly && selection) this.flyTo(this.cameraFor(selection));
    } catch (error) {
      this.fail(error);
    }
  }

  /**
   * Light models up over the dimmed map, and go where they are. The number of those that have a place there.
   * @param {string[]} ids
   */
  async light(ids) {
    const [spots] = await Promise.all([this.store.spots(ids), this.started]);
    this.lit = spots.flatMap((spot, i) => (spot ? [{ ...spot, id: ids[i] }] : []));
    this.counters.lit = this.lit.length;
    if (this.lit.length) this.flyTo(this.cameraOver(this.lit));
    this.drawOver();
    return this.lit.length;
  }

  /**
   * Go to a place as the URL has it; null is the whole map.
   * @param {string | null} view
   */
  show(view) {
    const camera = parseView(view);
    if (view !== this.view()) this.flyTo(camera ?? this.wholeCamera(), camera === null);
  }

  /** Show everything. */
  whole() {
    this.flyTo(this.wholeCamera(), true);
  }

  /** The map's place for the URL, null while everything is shown. */
  view() {
    return this.isWhole ? null : formatView(this.camera);
  }

  // What the hands ask for

  /** @returns {import("./interact.js").Wishes} */
  wishes() {
    return {
      pan: (dx, dy) => this.move(pan(this.camera, dx, dy)),
      zoom: (px, py, factor) => this.move(zoom(this.camera, this.size, px, py, factor, this.farthest())),
      click: (px, py) => this.click(this.at(px, py)),
      enter: (px, py) => this.enter(this.at(px, py)),
      hover: (px, py) => this.hover(px, py),
      leave: () => this.unhover(),
      key: (key) => this.key(key),
    };
  }

  /** @param {"whole" | "open" | "out" | "next" | "previous" | "parent" | "child"} key */
  key(key) {
    if (key === "whole") return this.whole();
    if (key === "out") return this.out();
    if (key === "open") {
      if (this.selection) this.send("open", { id: this.selection.id });
      return;
    }
    if (key === "parent") return this.goOut();
    if (key !== "child" && this.selection && this.selection.place.leaf !== null) return void this.walkLeaves(key === "next" ? 1 : -1);
    const row = key === "child" ? this.firstChild() : this.sibling(key === "next" ? 1 : -1);
    if (row >= 0) this.selectCircle(row);
  }

  /** Escape: from the selected model to the one around it, from a root to everything. */
  out() {
    const chain = this.selection?.place.chain ?? [];
    const around = this.selection?.place.leaf === null ? chain.at(-2) : chain.at(-1);
    if (around) return void this.select(around.id, { fly: true });
    if (this.selection) this.select(null);
    this.whole();
  }

  /** The model around the selected one; a root stays. */
  goOut() {
    const chain = this.selection?.place.chain ?? [];
    const around = this.selection?.place.leaf === null ? chain.at(-2) : chain.at(-1);
    if (around) this.select(around.id, { fly: true });
  }

  /** The row of the selected model's largest sub-family, of the largest family without a selection; -1 where none. */
  firstChild() {
    const row = this.selection?.place.leaf === null ? this.selectedRow() : -1;
    if (this.selection && row < 0) return -1;
    return this.rowsIn(row)[0] ?? -1;
  }

  /** @param {1 | -1} step */
  sibling(step) {
    const row = this.selectedRow();
    const rows = this.rowsIn(row < 0 ? -1 : this.store.scene.parent[row]);
    if (!rows.length) return -1;
    return row < 0 ? rows[0] : rows[(rows.indexOf(row) + step + rows.length) % rows.length];
  }

  /**
   * From the selected leaf to the one before or after it in its sunflower.
   * @param {1 | -1} step
   */
  async walkLeaves(step) {
    const row = this.selectedRow();
    const leaf = this.selection?.place.leaf ?? null;
    if (row < 0 || leaf === null) return;
    const leaves = this.store.scene.leafCount[row];
    const id = await this.learnId({ row, leaf: (leaf + step + leaves) % leaves });
    if (id) await this.select(id, { fly: true });
  }

  selectedRow() {
    const own = this.selection?.place.chain.at(-1);
    return own ? rowOf(this.store.scene, own.circle) : -1;
  }

  /** @param {number} parent row, -1 for the families */
  rowsIn(parent) {
    return [...this.store.scene.parent.keys()].filter((i) => this.store.scene.parent[i] === parent);
  }

  /** @param {number} row */
  async selectCircle(row) {
    const circle = this.store.scene.circle[row];
    await this.store.wantNames([circle]);
    const named = this.store.names.get(circle);
    if (named) await this.select(named.id, { fly: true });
  }

  /** @param {import("./pick.js").Hit | null} hit */
  async click(hit) {
    const choice = this.choice;
    const id = hit && (await this.learnId(hit));
    if (choice === this.choice && (id || !hit)) await this.select(id);
  }

  /** @param {import("./pick.js").Hit | null} hit */
  enter(hit) {
    if (!hit) return this.whole();
    const { scene } = this.store;
    const ring = this.ringOf(hit);
    const around = hit.leaf === null ? ring : { x: ring.x, y: ring.y, r: ring.r * 12 };
    this.flyTo(this.cameraAround(around));
    if (hit.leaf === null) this.store.wantNames([scene.circle[hit.row]]);
  }

  /**
   * @param {number} px
   * @param {number} py
   */
  hover(px, py) {
    this.pointer = { x: px, y: py };
    const hit = this.at(px, py);
    if (hit?.row === this.hovered?.row && hit?.leaf === this.hovered?.leaf) {
      if (hit) this.tooltip.move(px, py);
      return;
    }
    this.hovered = hit;
    this.host.classList.toggle("map-over", hit !== null);
    this.describe();
    this.drawOver();
    this.send("hover", { id: this.counters.picked });
  }

  unhover() {
    if (!this.hovered) return;
    this.hovered = null;
    this.tooltip.hide();
    this.counters.picked = null;
    this.drawOver();
    this.send("hover", { id: null });
  }

  /** Say in the tooltip what is hovered, and ask for what is not known yet. */
  describe() {
    const hit = this.hovered;
    if (!hit || this.moving) return this.tooltip.hide();
    const { scene } = this.store;
    const circle = scene.circle[hit.row];
    this.counters.picked = this.idOf(hit);
    if (hit.leaf === null) {
      const named = this.store.names.get(circle);
      if (!named) this.store.wantNames([circle]);
      const relation = RELATIONS[scene.relation[hit.row]] ?? null;
      const more = scene.r[hit.row] * this.camera.scale < 60 ? scene.more[hit.row] : 0;
      const note = { id: named?.id ?? null, relation, downloads: named?.downloads ?? null, descendants: named?.descendants ?? null, more };
      return this.tooltip.show(note, this.pointer.x, this.pointer.y);
    }
    const leaf = this.store.leaf(circle, hit.leaf);
    if (!leaf) this.store.wantLeaves(circle, neighbours(hit.leaf, scene.leafCount[hit.row]));
    const relation = RELATIONS[leafRelation(scene, hit.row, hit.leaf)];
    this.tooltip.show(
      { id: leaf?.id ?? null, relation, downloads: leaf?.downloads ?? null, descendants: null, more: 0 },
      this.pointer.x,
      this.pointer.y,
    );
  }

  /**
   * @param {number} px
   * @param {number} py
   */
  at(px, py) {
    return pick(this.store.scene, ...toMap(this.camera, this.size, px, py), this.camera.scale);
  }

  /** @param {import("./pick.js").Hit | null} hit */
  idOf(hit) {
    if (!hit) return null;
    const circle = this.store.scene.circle[hit.row];
    const known = hit.leaf === null ? this.store.names.get(circle) : this.store.leaf(circle, hit.leaf);
    return known?.id ?? null;
  }

  /**
   * The id, asked for where it is not known yet.
   * @param {import("./pick.js").Hit} hit
   */
  async learnId(hit) {
    const circle = this.store.scene.circle[hit.row];
    if (hit.leaf === null) await this.store.wantNames([circle]);
    else await this.store.wantLeaves(circle, [hit.leaf]);
    const known = hit.leaf === null ? this.store.names.get(circle) : this.store.leaf(circle, hit.leaf);
    return known?.id ?? null;
  }

  /**
   * @param {import("./pick.js").Hit} hit
   * @returns {import("./overlay.js").Ring}
   */
  ringOf({ row, leaf }) {
    const { scene } = this.store;
    if (leaf === null && scene.joined[row]) return { x: scene.coreX[row], y: scene.coreY[row], r: coreRadius(scene.leafCount[row]) };
    if (leaf === null) return { x: scene.x[row], y: scene.y[row], r: scene.r[row] };
    const [x, y] = leafPosition(scene.coreX[row], scene.coreY[row], scene.leafCount[row], leaf);
    return { x, y, r: DOT };
  }

  // The selection

  /**
   * The model's place, its relation and its other parents' places; null when it has no place.
   * @param {string} id
   * @returns {Promise<Selection | null>}
   */
  async lookUp(id) {
    const [[found], parents] = await Promise.all([this.store.places([id]), ask(apiRoute("parents", id))]);
    if (!found.place) return null;
    const items = /** @type {import("../types.js").ParentItem[]} */ (parents.items ?? parents.parents ?? parents);
    const chain = found.place.chain;
    const above = (found.place.leaf === null ? chain.at(-2) : chain.at(-1))?.id;
    const others = items.filter((parent) => parent.id !== above && parent.id !== id);
    const placed = others.length ? await this.store.places(others.map((parent) => parent.id)) : [];
    return {
      id,
      place: found.place,
      relation: items.find((parent) => parent.id === above)?.relation ?? null,
      others: others.flatMap((parent, i) => {
        const { place } = placed[i];
        return place && parent.relation ? [{ id: parent.id, relation: parent.relation, place }] : [];
      }),
    };
  }

  /**
   * @param {Selection | null} selection
   * @param {string} words
   */
  setSelection(selection, words) {
    this.selection = selection;
    this.counters.selected = selection?.id ?? null;
    this.live.textContent = words;
    this.drawOver();
    this.draw();
  }

  /** @param {Selection} selection */
  cameraFor({ place }) {
    return this.cameraAround(place.leaf === null ? place : { x: place.x, y: place.y, r: place.r * 14 });
  }

  // The camera

  /** @param {import("./overlay.js").Ring} ring */
  cameraAround({ x, y, r }) {
    return fit({ x: x - r, y: y - r, width: 2 * r, height: 2 * r }, this.size, this.insets(), 0.06 * this.size.height);
  }

  /**
   * The camera that shows these and something of what is around them; all of the map where that is most of it.
   * @param {import("./overlay.js").Ring[]} rings
   */
  cameraOver(rings) {
    const xs = rings.map(({ x }) => x);
    const ys = rings.map(({ y }) => y);
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    const box = { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
    const { extent } = this.store;
    const side = Math.max(box.width, box.height, 24 * DOT);
    if (side > 0.6 * Math.max(extent.width, extent.height)) return this.wholeCamera();
    const around = { x: x + box.width / 2 - side / 2, y: y + box.height / 2 - side / 2, width: side, height: side };
    return fit(around, this.size, this.insets(), 0.1 * this.size.height);
  }

  wholeCamera() {
    return fit(this.store.extent, this.size, this.insets());
  }

  farthest() {
    return Math.min(DEEPEST, this.wholeCamera().scale * 0.6);
  }

  /**
   * The hand moves the map.
   * @param {Camera} camera
   */
  move(camera) {
    cancelAnimationFrame(this.flying);
    this.isWhole = false;
    this.jump(keepNear(camera, this.store.extent));
  }

  /** @param {Camera} camera */
  jump(camera) {
    this.camera = camera;
    this.isWhole = false;
    this.startMoving();
    this.draw();
  }

  /**
   * @param {Camera} to
   * @param {boolean} [whole]
   */
  flyTo(to, whole = false) {
    cancelAnimationFrame(this.flying);
    const way = flight(this.camera, to, this.size);
    const started = performance.now();
    const step = (/** @type {number} */ now) => {
      const t = this.calm.matches ? 1 : Math.min(1, (now - started) / way.milliseconds);
      this.jump(way.at(Math.max(0, t)));
      this.isWhole = whole && t === 1;
      if (t < 1) this.flying = requestAnimationFrame(step);
    };
    this.flying = requestAnimationFrame(step);
  }

  startMoving() {
    this.moving = true;
    this.tooltip.hide();
    clearTimeout(this.refining);
    clearTimeout(this.resting);
    this.refining = setTimeout(() => {
      this.moving = false;
      this.draw();
    }, REFINE_MS);
    this.resting = setTimeout(() => this.send("view", { view: this.view() }), REST_MS);
  }

  // Drawing

  resize() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return;
    this.size = { width, height };
    for (const canvas of [this.canvas, this.overlay]) {
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
    }
    if (this.isWhole && this.store.base.length) this.camera = this.wholeCamera();
    this.draw(true);
  }

  recolour() {
    this.palette = readPalette(this.host);
    this.draw();
  }

  /** @param {boolean} [now] */
  draw(now = false) {
    cancelAnimationFrame(this.scheduled);
    if (now) this.frame();
    else this.scheduled = requestAnimationFrame(() => this.frame());
  }

  frame() {
    const started = performance.now();
    const { scene } = this.store;
    const { context, camera, size, palette } = this;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    const drawn = drawScene(context, scene, camera, size, palette, detailFor(this.moving, this.slowness));
    const labels = this.drawNames();
    const frameMs = performance.now() - started;
    if (this.moving) this.adapt(Math.max(frameMs, started - this.lastFrame));
    this.lastFrame = started;
    if (scene.length) this.store.want(visible(camera, size), camera.scale);
    Object.assign(this.counters, { drawn: { ...drawn, labels }, frameMs, camera });
    if (!this.moving && this.hovered) {
      this.hovered = this.at(this.pointer.x, this.pointer.y);
      this.describe();
    }
    this.drawOver();
  }

  /**
   * Draw coarser after a slow frame, finer again after fast ones.
   * @param {number} milliseconds the frame took, painting included
   */
  adapt(milliseconds) {
    if (milliseconds > PAUSE_MS) return;
    this.slowness = Math.min(4, Math.max(1, this.slowness * (milliseconds > SLOW_MS ? 1.25 : 0.95)));
  }

  /**
   * The map's own labels, clear of the names that the overlay draws; a model has only one of both. While models are lit
   * up, only families are named here.
   */
  drawNames() {
    const { store, camera, size } = this;
    const above = this.selection ? namesAbove(this.selection, camera, size) : [];
    const named = new Set([...above, ...(this.lit ?? [])].map(({ id }) => id));
    const families = familyLabels(store.scene, store.names, camera, size);
    const { labels: leaves, unknown } = this.lit ? NO_LEAVES : leafLabels(store.scene, store.names, (circle, k) => store.leaf(circle, k), camera, size);
    if (!this.moving) for (const [circle, indices] of unknown) store.wantLeaves(circle, indices);
    const own = [...families, ...leaves].filter(({ id }) => !named.has(id));
    const kept = withoutCollisions([...above, ...own], size).filter(({ id }) => !named.has(id));
    drawLabels(this.context, kept, this.palette, this.font);
    return kept.length;
  }

  drawOver() {
    this.over.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    const hovered = this.hovered && !this.moving ? this.ringOf(this.hovered) : null;
    drawOverlay(this.over, this.camera, this.size, this.palette, { hovered, selected: this.selection, lit: this.lit, font: this.font });
  }

  /**
   * @param {"select" | "hover" | "open" | "view" | "problem"} name
   * @param {object} detail
   */
  send(name, detail) {
    this.host.dispatchEvent(new CustomEvent(`lineage:${name}`, { detail, bubbles: true }));
  }

  /** @param {unknown} error */
  fail(error) {
    if (error instanceof ApiError && error.code === "stale_map" && reloadOnce(this.store.version)) return;
    this.live.textContent = error instanceof Error ? error.message : String(error);
    this.send("problem", { error });
  }
}

/** @param {Selection} selection */
function announcement({ id, relation, place, others }) {
  const around = place.leaf === null ? place.chain.at(-2) : place.chain.at(-1);
  const from = around ? `, ${relation ?? "derived"} of ${around.id}` : ", a root";
  const also = others.length ? `, and made from ${count(others.length)} more` : "";
  return `${id}${from}${also}.`;
}

/**
 * The indices to ask for when one leaf is hovered: it and those the pointer may reach next.
 * @param {number} k
 * @param {number} leaves
 */
function neighbours(k, leaves) {
  const steps = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233];
  const near = steps.flatMap((step) => (step ? [k - step, k + step] : [k]));
  return near.filter((other) => other >= 0 && other < leaves);
}

/**
 * Load the page again for the map that the server has now; false when that was tried before and did not help.
 * @param {string} version of the map that is no more
 */
function reloadOnce(version) {
  const key = "lineage-stale-map";
  if (sessionStorage.getItem(key) === version) return false;
  sessionStorage.setItem(key, version);
  location.reload();
  return true;
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot draw on a canvas");
  return context;
}

/**
 * @param {Element} element
 * @param {Record<string, string>} attributes
 */
function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
