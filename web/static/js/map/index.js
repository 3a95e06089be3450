/**
 * The family map on a page: `mountMap` takes over an element and keeps it drawn.
 *
 * Events on the element, all bubbling: "lineage:select" {id | null} when a model is selected or the selection cleared,
 * "lineage:hover" {id | null}, "lineage:open" {id} when the selected model's page is asked for, "lineage:view" {view}
 * when the map has come to rest (text for the URL, null while everything is shown), "lineage:coloured" {legend, sizes} when
 * the colours of a colouring are shown (null: by relation) or the sizes of one (null: full size), "lineage:placeless" {id}
 * when a model is selected that has no place, "lineage:frame" after every frame, "lineage:problem" {error},
 * "lineage:stale" when the server has another graph: whoever is going to `follow` it prevents that the page is loaded again.
 */

import { visible } from "./camera.js";
import { Commands } from "./commands.js";
import { over } from "./framing.js";
import { DrawingLoop } from "./frames.js";
import { idOf } from "./hit.js";
import { Hover } from "./hover.js";
import { inspection } from "./inspection.js";
import { listenToKeys } from "./keyboard.js";
import { Navigation } from "./navigation.js";
import { readPalette } from "./palette.js";
import { pick } from "./pick.js";
import { outline } from "./place.js";
import { listenToPointers } from "./pointer.js";
import { Selector, whereabouts } from "./selection.js";
import { Stage } from "./stage.js";
import { isStale, reloadOnce } from "./stale.js";
import { Store } from "./store.js";
import { Tooltip } from "./tooltip.js";
import { formatView } from "./url.js";

/**
 * @typedef {import("../types.js").Colouring} Colouring
 *
 * `version` defaults to the host's `data-graph`; `insets` says what panels cover of the host, or what neither lights nor the selected may lie under.
 * @typedef {{ version?: string, model?: string | null, view?: string | null, colour?: Colouring | null, size?: Colouring | null, only?: string[], insets?: (free?: boolean) => import("./camera.js").Insets }} Options
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
  constructor(host, { version, model = null, view = null, colour = null, size = null, only = [], insets = () => NOTHING }) {
    this.host = host;
    this.stage = new Stage(host);
    this.palette = readPalette(host);
    /** @type {import("./overlay.js").Light[] | null} */
    this.lit = null;
    this.lightings = 0;
    this.ending = new AbortController();
    const failed = (/** @type {unknown} */ error) => this.fail(error);
    /** @type {Store} */
    this.store = this.storeOf(version ?? host.dataset.graph ?? "");
    Object.assign(this.store, { colour, sizing: size, only });
    this.byKeys = false;
    this.navigation = new Navigation(() => this.store.extent, () => this.stage.size, insets, {
      moved: () => (this.tooltip.hide(), this.loop.move()),
      settled: () => this.loop.draw(),
      rested: (place) => this.rested(place),
    });
    this.selector = new Selector(this.store, {
      chosen: (id) => this.send("select", { id }),
      changed: (words) => this.announce(words),
      placeless: (id) => this.send("placeless", { id }),
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
    this.coloured();
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
   * the middle; where everything is shown, everything is. What was lit up is so no more.
   * @param {string} version
   */
  async follow(version) {
    await this.started;
    if (version === this.store.version) return;
    const { navigation, selector } = this;
    const { anchorOf, following, proportional } = await import("./follow.js");
    const anchor = navigation.isWhole ? null : await anchorOf(this.store, navigation.camera, selector.selected);
    const store = this.storeOf(version);
    const { colour, sizing, only } = this.store;
    Object.assign(store, { colour, sizing, only });
    await store.loadWhole(windowSize());
    Object.assign(store, { colour: this.store.colour, sizing: this.store.sizing, only: this.store.only });
    await store.learn(); // what was chosen while the map was asked for
    const known = selector.selected && (await new Selector(store, selector.hooks).lookUp(selector.selected.id).catch(() => null));
    const [there] = anchor ? await store.places([anchor.id]).catch(() => [null]) : [null];
    const before = this.store.extent;
    this.dark(); // what is lit up has another place now: who lit it up does so again
    this.store = selector.store = this.commands.store = this.hover.store = store;
    const chosen = selector.selected?.id;
    if (chosen && known && chosen !== known.id) this.select(chosen, { silent: true }); // while the map was being asked for
    else if (chosen) selector.selected = known;
    this.hover.leave();
    this.coloured();
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
    const keys = {
      pan: (/** @type {number} */ dx, /** @type {number} */ dy) => ((this.byKeys = true), pan(dx, dy)),
      zoom: (/** @type {number} */ px, /** @type {number} */ py, /** @type {number} */ factor) => ((this.byKeys = true), zoom(px, py, factor)),
      command: (/** @type {import("./keyboard.js").Command} */ command) => this.commands.run(command),
    };
    listenToPointers(this.host, {
      pan,
      zoom,
      click: (px, py) => this.selector.selectHit(this.at(px, py)),
      enter: (px, py) => this.commands.enter(this.at(px, py)),
      hover: (px, py) => this.hover.move(px, py),
      leave: () => this.hover.leave(),
    }, signal);
    listenToKeys(this.host, keys, signal);
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
   * @param {Colouring | null} colour
   */
  colourBy(colour) {
    return this.restyle((store) => store.colour === colour || store.colourBy(colour));
  }

  /**
   * Let the area of marks follow something else; null is their full size.
   * @param {Colouring | null} size
   */
  sizeBy(size) {
    return this.restyle((store) => store.sizing === size || store.sizeBy(size));
  }

  /**
   * @param {(store: Store) => true | Promise<void>} change true where nothing is to be changed
   */
  async restyle(change) {
    await this.started;
    const { store } = this;
    const { colour, sizing } = store;
    try {
      if ((await change(store)) === true) return;
    } catch (error) {
      return this.fail(error);
    }
    if (store === this.store && (store.colour !== colour || store.sizing !== sizing)) this.coloured();
  }

  /**
   * Zoom about the middle of the canvas.
   * @param {number} factor
   */
  zoomBy(factor) {
    this.navigation.zoomBy(factor);
  }

  showWhole() {
    this.navigation.showWhole();
  }

  /**
   * Have a point of the map in the middle of what no panel covers.
   * @param {number} x
   * @param {number} y
   */
  centre(x, y) {
    this.navigation.centre(x, y);
  }

  /**
   * Show some classes of the colouring only, the others dimmed.
   * @param {string[]} only their keys; none is all
   */
  filter(only) {
    if (only.join() === this.store.only.join()) return;
    this.store.show(only);
    this.host.dispatchEvent(new CustomEvent("lineage:filtered"));
  }

  /**
   * Light models up over the dimmed map, and go where they are. The number of those that have a place there.
   * @param {string[]} ids
   */
  async light(ids) {
    return (await this.lightList(ids))?.placed ?? 0;
  }

  /**
   * Light up what a search finds.
   * @param {string} text
   * @param {boolean} [stay] where the map is
   */
  lightHits(text, stay) {
    return this.lightUp(this.store.hits(text), stay);
  }

  /**
   * Light up a list.
   * @param {string[]} ids
   * @param {boolean} [stay] where the map is
   */
  lightList(ids, stay) {
    return this.lightUp(this.store.lights(ids), stay);
  }

  /**
   * @param {Promise<import("./store.js").Lights>} asked
   * @param {boolean} [stay]
   * @returns {Promise<import("../home/lights.js").Lit | null>} null where something else is lit up meanwhile
   */
  async lightUp(asked, stay = false) {
    const mine = ++this.lightings;
    const [{ ids, lights, unknown, more }] = await Promise.all([asked, this.started]);
    if (mine !== this.lightings) return null;
    this.lit = lights.flatMap((light) => light ?? []);
    if (!stay) this.goToLights();
    this.loop.drawOver();
    this.loop.draw();
    const placeless = ids.filter((id, i) => lights[i] === null && !unknown.includes(id));
    return { tried: ids.length, placed: this.lit.length, unknown, placeless, more };
  }

  /** Go where the lights are, so that none lies under a panel; to the whole map where they are all over it. The view of that place. */
  goToLights() {
    const { navigation } = this;
    if (!this.lit?.length) return navigation.view;
    const camera = over(this.lit, this.store.extent, navigation.freeFrame);
    if (camera) navigation.flyTo(camera);
    else navigation.showWhole();
    return camera && formatView(camera);
  }

  /** No model is lit up any more. */
  dark() {
    this.lightings++;
    if (!this.lit) return;
    this.lit = null;
    this.loop.draw();
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
    this.host.dispatchEvent(new CustomEvent("lineage:frame"));
  }

  coloured() {
    const { legend, sizing, legends } = this.store;
    this.send("coloured", { legend, sizes: (sizing && legends.get(sizing)) ?? null });
  }

  /**
   * The map has come to rest; after keys those are told where who cannot see it.
   * @param {string | null} view
   */
  rested(view) {
    this.send("view", { view });
    if (!this.byKeys) return;
    this.byKeys = false;
    const { width, height } = this.stage.size;
    const { camera, whole } = this.navigation;
    this.stage.say(whereabouts(idOf(this.store, this.at(width / 2, height / 2)), camera.scale / whole.scale));
  }

  resize() {
    if (this.stage.resize() && this.store.base.length) this.refit();
  }

  recolour() {
    this.palette = readPalette(this.host);
    this.loop.drawNow(); // paper does not wait for the screen's next refresh
  }

  /**
   * @param {"select" | "hover" | "open" | "view" | "coloured" | "placeless" | "stale" | "problem"} name
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
