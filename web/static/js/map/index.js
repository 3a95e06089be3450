/**
 * The family map on a page: `mountMap` takes over an element and keeps it drawn.
 *
 * Events on the element, all bubbling: "lineage:select" {id | null} when a model is selected or the selection cleared,
 * "lineage:hover" {id | null}, "lineage:open" {id} when the selected model's page is asked for, "lineage:view" {view}
 * when the map has come to rest (text for the URL, null while everything is shown), "lineage:coloured" {legend} when the colours of a
 * colouring are shown (null: by relation), "lineage:problem" {error},
 * "lineage:stale" when the server has another graph: whoever is going to `follow` it prevents that the page is loaded again.
 */

import { visible } from "./camera.js";
import { Commands } from "./commands.js";
import { over } from "./framing.js";
import { DrawingLoop } from "./frames.js";
import { Hover } from "./hover.js";
import { inspection } from "./inspection.js";
import { listenToKeys } from "./keyboard.js";
import { Navigation } from "./navigation.js";
import { readPalette } from "./palette.js";
import { pick } from "./pick.js";
import { outline } from "./place.js";
import { listenToPointers } from "./pointer.js";
import { Selector } from "./selection.js";
import { Stage } from "./stage.js";
import { isStale, reloadOnce } from "./stale.js";
import { Store } from "./store.js";
import { Tooltip } from "./tooltip.js";

/**
 * `version` defaults to the host's `data-graph`; `insets` says what panels cover of the host.
 * @typedef {{ version?: string, model?: string | null, view?: string | null, colour?: import("../types.js").Colouring | null, insets?: () => import("./camera.js").Insets }} Options
 */

const NOTHING = { top: 0, right: 0, bottom: 0, left: 0 };

/**
 * @param {HTMLElement} host
 * @param {Options} [options]
 */
export function mountMap(host, options = {}) {
  return new FamilyMap(host, options);
}

/** Puts the parts together: what one of them does is told to the others here. */
class FamilyMap {
  /**
   * @param {HTMLElement} host
   * @param {Options} options
   */
  constructor(host, { version, model = null, view = null, colour = null, insets = () => NOTHING }) {
    this.host = host;
    this.stage = new Stage(host);
    this.palette = readPalette(host);
    /** @type {import("./overlay.js").Light[] | null} */
    this.lit = null;
    this.ending = new AbortController();
    const failed = (/** @type {unknown} */ error) => this.fail(error);
    /** @type {Store} */
    this.store = this.storeOf(version ?? host.dataset.graph ?? "");
    this.store.colour = colour;
    this.navigation = new Navigation(() => this.store.extent, () => this.stage.size, insets, {
      moved: () => (this.tooltip.hide(), this.loop.move()),
      settled: () => this.loop.draw(),
      rested: (place) => this.send("view", { view: place }),
    });
    this.selector = new Selector(this.store, {
      chosen: (id) => this.send("select", { id }),
      changed: (words) => this.announce(words),
      failed,
    });
    this.commands = new Commands(this.store, this.navigation, this.selector, (id) => this.send("open", { id }));
    this.tooltip = new Tooltip(host);
    this.hover = new Hover(this.store, this.tooltip, this.navigation, {
      at: (px, py) => this.at(px, py),
      changed: (id) => this.hovered(id),
    });
    this.loop = new DrawingLoop(this.stage, () => this.showing(), (frame) => this.framed(frame));
    Object.assign(globalThis, { lineageMap: inspection(this) });
    /** @type {Promise<void>} done when the map is there */
    this.started = this.start(model, view);
  }

  /**
   * @param {string | null} model
   * @param {string | null} view
   */
  async start(model, view) {
    this.listen(this.ending.signal);
    this.resize();
    try {
      await this.store.loadWhole(windowSize());
    } catch (error) {
      return this.fail(error);
    }
    this.send("coloured", { legend: this.store.legend });
    const begun = this.navigation.begin(view);
    this.loop.drawNow();
    if (model) await this.commands.select(model, { fly: !begun, silent: true });
  }

  /**
   * What is known of a graph's map; what happens to one that another has taken the place of is no news.
   * @param {string} version
   * @returns {Store}
   */
  storeOf(version) {
    /** @type {Store} */
    const store = new Store(
      version,
      () => void (this.store === store && this.loop.draw()),
      (error) => void (this.store === store && this.fail(error)),
    );
    return store;
  }

  /**
   * Show another graph's map in the place of this one: what is selected stays selected and where it is, else the model in
   * the middle; where everything is shown, everything is.
   * @param {string} version
   */
  async follow(version) {
    await this.started;
    if (version === this.store.version) return;
    const { navigation, selector } = this;
    const { anchorOf, following, proportional } = await import("./follow.js");
    const anchor = navigation.isWhole ? null : await anchorOf(this.store, navigation.camera, selector.selected);
    const store = this.storeOf(version);
    store.colour = this.store.colour;
    await store.loadWhole(windowSize());
    if (store.colour !== this.store.colour) await store.colourBy(this.store.colour); // chosen while the map was asked for
    const known = selector.selected && (await new Selector(store, selector.hooks).lookUp(selector.selected.id).catch(() => null));
    const [there] = anchor ? await store.places([anchor.id]).catch(() => [null]) : [null];
    const before = this.store.extent;
    this.store = selector.store = this.commands.store = this.hover.store = store;
    const chosen = selector.selected?.id;
    if (chosen && known && chosen !== known.id) this.select(chosen, { silent: true }); // while the map was being asked for
    else if (chosen) selector.selected = known;
    this.hover.leave();
    this.send("coloured", { legend: store.legend });
    if (navigation.isWhole) return this.refit();
    const { camera } = navigation;
    navigation.move(anchor && there?.place ? following(camera, anchor.ring, outline(there.place)) : proportional(camera, before, store.extent));
    this.loop.drawNow();
  }

  refit() {
    this.navigation.refit();
    this.loop.drawNow();
  }

  /** @param {AbortSignal} signal */
  listen(signal) {
    const pan = (/** @type {number} */ dx, /** @type {number} */ dy) => this.navigation.pan(dx, dy);
    const zoom = (/** @type {number} */ px, /** @type {number} */ py, /** @type {number} */ factor) => this.navigation.zoom(px, py, factor);
    listenToPointers(this.host, {
      pan,
      zoom,
      click: (px, py) => this.selector.selectHit(this.at(px, py)),
      enter: (px, py) => this.commands.enter(this.at(px, py)),
      hover: (px, py) => this.hover.move(px, py),
      leave: () => this.hover.leave(),
    }, signal);
    listenToKeys(this.host, { pan, zoom, command: (command) => this.commands.run(command) }, signal);
    document.addEventListener("lineage:theme", () => this.recolour(), { signal });
    this.stage.watch(() => this.resize(), signal);
  }

  /** Stop listening and give the element back empty. */
  destroy() {
    this.ending.abort();
    this.loop.stop();
    this.navigation.stop();
    this.host.replaceChildren();
  }

  /**
   * Select a model, or nothing. With `fly` the map goes there; `silent` sends no event, as the page knows already.
   * @param {string | null} id
   * @param {{ fly?: boolean, silent?: boolean }} [how]
   */
  select(id, how) {
    return this.commands.select(id, how);
  }

  /**
   * Colour points by something else; null is their relation.
   * @param {import("../types.js").Colouring | null} colour
   */
  async colourBy(colour) {
    await this.started;
    const { store } = this;
    if (store.colour === colour) return;
    try {
      await store.colourBy(colour);
    } catch (error) {
      return this.fail(error);
    }
    if (store === this.store && store.colour === colour) this.send("coloured", { legend: store.legend });
  }

  /**
   * Light models up over the dimmed map, and go where they are. The number of those that have a place there.
   * @param {string[]} ids
   */
  async light(ids) {
    const [spots] = await Promise.all([this.store.spots(ids), this.started]);
    this.lit = spots.flatMap((spot, i) => (spot ? [{ ...spot, id: ids[i] }] : []));
    if (this.lit.length) this.navigation.flyTo(over(this.lit, this.store.extent, this.navigation.frame));
    this.loop.drawOver();
    return this.lit.length;
  }

  /**
   * Go to a place as the URL has it; null is the whole map.
   * @param {string | null} view
   */
  show(view) {
    this.navigation.show(view);
  }

  /**
   * What stands at a canvas point.
   * @param {number} px
   * @param {number} py
   */
  at(px, py) {
    return pick(this.store.scene, ...this.navigation.toMap(px, py), this.navigation.camera.scale);
  }

  /** @param {string | null} id */
  hovered(id) {
    this.host.classList.toggle("map-over", this.hover.hit !== null);
    this.loop.drawOver();
    this.send("hover", { id });
  }

  /** @param {string} words */
  announce(words) {
    this.stage.say(words);
    this.loop.drawOver();
    this.loop.draw();
  }

  /** @returns {import("./frames.js").Showing} */
  showing() {
    const { store, navigation, selector, hover, lit, palette } = this;
    const leafOf = (/** @type {number} */ circle, /** @type {number} */ k) => store.leaf(circle, k);
    const { scene, names, extent } = store;
    const paint = store.paint(palette);
    const { camera, moving } = navigation;
    const continents = [...store.continents.values()];
    return { scene, names, leafOf, continents, extent, camera, moving, selected: selector.selected, lit, hovered: hover.ring, palette, paint };
  }

  /** @param {import("./frames.js").Frame} frame */
  framed({ unnamed }) {
    const { camera, moving } = this.navigation;
    this.navigation.drawn();
    if (!moving) for (const [circle, indices] of unnamed) this.store.wantLeaves(circle, indices);
    if (this.store.scene.length) this.store.want(visible(camera, this.stage.size), camera.scale);
    this.hover.refresh();
  }

  resize() {
    if (this.stage.resize() && this.store.base.length) this.refit();
  }

  recolour() {
    this.palette = readPalette(this.host);
    this.loop.draw();
  }

  /**
   * @param {"select" | "hover" | "open" | "view" | "coloured" | "stale" | "problem"} name
   * @param {object} detail
   */
  send(name, detail) {
    return this.host.dispatchEvent(new CustomEvent(`lineage:${name}`, { detail, bubbles: true, cancelable: true }));
  }

  /** @param {unknown} error */
  fail(error) {
    if (isStale(error) && !this.send("stale", {})) return;
    if (reloadOnce(error, this.store.version)) return;
    this.stage.say(error instanceof Error ? error.message : String(error));
    this.send("problem", { error });
  }
}

/** What the whole map is asked for: the page's first question (`home/early.js`) knows no other size. */
function windowSize() {
  return { width: innerWidth, height: innerHeight };
}
