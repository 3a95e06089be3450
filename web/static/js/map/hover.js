/** What lies under the pointer: ringed, described in a note beside it, and asked for where it is not known. */

import { idOf, ringOf } from "./hit.js";
import { RELATIONS } from "./palette.js";
import { leafRelation } from "./scene.js";

/**
 * @typedef {import("./pick.js").Hit} Hit
 * @typedef {import("./tooltip.js").Note} Note
 */

const SMALL_PX = 60; // a circle below this radius on screen says how much more is inside
const NEAR = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233]; // leaves whose indices are so far apart lie side by side

export class Hover {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("./tooltip.js").Tooltip} tooltip
   * @param {import("./navigation.js").Navigation} navigation
   * @param {{ at: (px: number, py: number) => Hit | null, changed: (id: string | null) => void }} hooks
   */
  constructor(store, tooltip, navigation, hooks) {
    this.store = store;
    this.tooltip = tooltip;
    this.navigation = navigation;
    this.hooks = hooks;
    /** @type {Hit | null} */
    this.hit = null;
    /** @type {string | null} the id under the pointer, null while nothing is, or while it is not known */
    this.picked = null;
    /** @type {{ x: number, y: number } | null} null while it is elsewhere */
    this.pointer = null;
  }

  /** The ring around what is hovered; null while the map moves. */
  get ring() {
    return this.hit && !this.navigation.moving ? ringOf(this.store.scene, this.hit) : null;
  }

  /**
   * The pointer is here now. While the map moves under it nothing is looked up.
   * @param {number} px
   * @param {number} py
   */
  move(px, py) {
    this.pointer = { x: px, y: py };
    if (this.navigation.moving) return;
    if (!this.look(this.pointer) && this.hit) this.tooltip.move(px, py);
  }

  leave() {
    this.pointer = null;
    if (!this.hit) return;
    this.hit = null;
    this.picked = null;
    this.tooltip.hide();
    this.hooks.changed(null);
  }

  /** After the map was drawn anew: something else may lie under the pointer now. */
  refresh() {
    if (this.navigation.moving || !this.pointer) return;
    if (!this.look(this.pointer)) this.describe(this.pointer);
  }

  /**
   * Whether something else lies under the pointer than before; then it is described.
   * @param {{ x: number, y: number }} pointer
   */
  look(pointer) {
    const hit = this.hooks.at(pointer.x, pointer.y);
    if (hit?.row === this.hit?.row && hit?.leaf === this.hit?.leaf) return false;
    this.hit = hit;
    this.describe(pointer);
    this.hooks.changed(this.picked);
    return true;
  }

  /** @param {{ x: number, y: number }} pointer */
  describe({ x, y }) {
    this.picked = idOf(this.store, this.hit);
    if (!this.hit) return this.tooltip.hide();
    if (this.picked === null) this.ask(this.hit);
    this.tooltip.show(noteOf(this.store, this.hit, this.navigation.camera.scale), x, y);
  }

  /** @param {Hit} hit whose model is not known yet */
  ask({ row, leaf }) {
    const { scene } = this.store;
    const circle = scene.circle[row];
    if (leaf === null) this.store.wantNames([circle]);
    else this.store.wantLeaves(circle, neighbours(leaf, scene.leafCount[row]));
  }
}

/**
 * What the note says of a model.
 * @param {Pick<import("./store.js").Store, "scene" | "names" | "leaf" | "classesOf">} store
 * @param {Hit} hit
 * @param {number} scale pixels a map unit
 * @returns {Note}
 */
export function noteOf(store, { row, leaf }, scale) {
  const { scene } = store;
  const circle = scene.circle[row];
  const classes = store.classesOf(circle, leaf);
  if (leaf !== null) {
    const known = store.leaf(circle, leaf);
    const relation = RELATIONS[leafRelation(scene, row, leaf)];
    return { id: known?.id ?? null, relation, downloads: known?.downloads ?? null, descendants: null, undercount: 0, missing: false, more: 0, classes };
  }
  const named = store.names.get(circle);
  const relation = RELATIONS[scene.relation[row]] ?? null;
  const more = scene.r[row] * scale < SMALL_PX ? scene.more[row] : 0;
  return { id: named?.id ?? null, relation, downloads: named?.downloads ?? null, descendants: named?.descendants ?? null, undercount: named?.undercount ?? 0, missing: named?.missing ?? false, more, classes };
}

/**
 * The leaves to ask for when one is hovered: it and those that the pointer may reach next.
 * @param {number} k
 * @param {number} leaves
 */
export function neighbours(k, leaves) {
  return NEAR.flatMap((step) => (step ? [k - step, k + step] : [k])).filter((other) => other >= 0 && other < leaves);
}
