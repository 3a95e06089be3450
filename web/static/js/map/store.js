/**
 * What the page knows of the map: the whole from afar as a base, the last window in detail over it, and names.
 *
 * Windows are asked for on a grid of places and scales, larger than the canvas, so that small moves need no answer and
 * the browser's cache finds the same address again.
 */

import { ask } from "../api.js";
import { apiRoute } from "../links.js";
import { className } from "./class-words.js";
import { classPaint, coloursOf, decodeColours, relationPaint } from "./colours.js";
import { continentsOf } from "./continents.js";
import { classKey, filtered, shownOf } from "./filter.js";
import { RELATION_KEYS, ROOT } from "./palette.js";
import { decode, emptyScene, merge, names } from "./scene.js";
import { sizesOf } from "./sizes.js";
import { covers, windowFor } from "./windows.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Named} Named
 * @typedef {{ id: string, relation: import("../types.js").Relation, downloads: number | null }} Leaf
 * @typedef {import("./camera.js").Rectangle} Rectangle
 * @typedef {import("../types.js").Colouring} Colouring
 * @typedef {import("../types.js").MapLegend} MapLegend
 *
 * @typedef {Map<number, import("./colours.js").CircleColours>} Classes by circle
 * @typedef {import("./overlay.js").Light} Light
 *
 * Models to be lit up: their lights in the order of the ids, null without a place; the ids that name no model here; and
 * whether there are more.
 * @typedef {{ ids: string[], lights: (Light | null)[], unknown: string[], more: boolean }} Lights
 *
 * What one question for a view brought, and the classes of its points for the colourings they were asked for.
 * @typedef {{ query: Record<string, string | number>, scene: Scene, classes: Map<Colouring, Classes> }} Part
 */

const PAUSE_MS = 90;
const FIT_STEP = 240; // the first view is asked for a canvas rounded up to this, to be cached for its neighbours
const ASKED = 400; // names in one question
const LIT = 128; // ids in one question: an address of 6 kB
/** What stands before a number's class. @type {Partial<Record<Colouring, string>>} */
const MEASURED = { likes: "likes: ", parameters: "parameters: " };

/** The map's data; `changed` is called whenever there is more to draw, `failed` with what went wrong. */
export class Store {
  /**
   * @param {string} version of the graph
   * @param {() => void} changed
   * @param {(error: unknown) => void} failed
   */
  constructor(version, changed, failed) {
    this.version = version;
    this.changed = changed;
    this.failed = failed;
    this.scene = emptyScene();
    /** @type {Rectangle} */
    this.extent = { x: 0, y: 0, width: 1, height: 1 };
    /** @type {Map<number, Named>} */
    this.names = new Map();
    /** @type {Map<number, import("./continents.js").Continent>} */
    this.continents = new Map();
    /** @type {Map<number, Map<number, Leaf>>} */
    this.leaves = new Map();
    this.base = emptyScene();
    this.baseScale = 0;
    /** @type {Colouring | null} null where points are coloured by their relation */
    this.colour = null;
    /** @type {Colouring | null} what the marks' area follows; null where they have their full size */
    this.sizing = null;
    /** @type {string[]} the classes that are shown, by their keys; none where all are */
    this.only = [];
    /** @type {Map<Colouring, MapLegend>} of the colourings that were asked for */
    this.legends = new Map();
    /** @type {Part[]} the whole map, and the window in detail where there is one */
    this.parts = [];
    /** @type {{ of: unknown[], paint: import("./colours.js").Paint } | null} */
    this.painted = null;
    /** @type {import("./windows.js").Window | null} */
    this.window = null;
    this.pending = 0;
    this.timer = 0;
    this.running = new AbortController();
    /** @type {Map<string, Promise<void>>} */
    this.wanted = new Map();
  }

  /**
   * The whole map as it looks on a canvas of that size.
   * @param {import("./camera.js").Size} size
   */
  async loadWhole(size) {
    const up = (/** @type {number} */ px) => Math.ceil(px / FIT_STEP) * FIT_STEP;
    const query = { fit_width: up(size.width), fit_height: up(size.height) };
    const [{ answer, part }] = await Promise.all([this.getPart(query), ...this.colourings.map((one) => this.learnLegend(one))]);
    const [x, y, width, height] = answer.extent;
    this.extent = { x, y, width, height };
    this.baseScale = answer.scale;
    this.base = this.scene = part.scene;
    this.parts = [part];
  }

  /** The legend of what points are coloured by; null while it is being asked for, and by relation. */
  get legend() {
    return (this.colour && this.legends.get(this.colour)) ?? null;
  }

  /** The colourings that are shown, of colours and of sizes. */
  get colourings() {
    return [...new Set([this.colour, this.sizing])].flatMap((one) => (one === null ? [] : [one]));
  }

  /**
   * Colour points by something else: done when it is known for all that is.
   * @param {Colouring | null} colour null is the relation
   */
  async colourBy(colour) {
    if (colour !== this.colour) this.only = [];
    this.colour = colour;
    await this.learn();
    if (this.colour === colour) this.changed();
  }

  /**
   * Let the area of marks follow something else: done when it is known for all that is.
   * @param {Colouring | null} sizing null is their full size
   */
  async sizeBy(sizing) {
    this.sizing = sizing;
    await this.learn();
    if (this.sizing === sizing) this.changed();
  }

  /**
   * Show some classes only.
   * @param {string[]} only none is all
   */
  show(only) {
    this.only = only;
    this.changed();
  }

  async learn() {
    const { colourings, parts } = this;
    await Promise.all(colourings.flatMap((one) => [this.learnLegend(one), ...parts.map((part) => this.learnClasses(part, one))]));
  }

  /** @param {Colouring} colour */
  async learnLegend(colour) {
    if (!this.legends.has(colour)) this.legends.set(colour, await this.get("legend", { colour }));
  }

  /**
   * @param {Part} part
   * @param {Colouring} colour
   */
  async learnClasses(part, colour) {
    if (!part.classes.has(colour)) part.classes.set(colour, decodeColours(await this.get("colours", { ...part.query, colour }), part.scene));
  }

  /**
   * The words for the classes of a circle's model, or of one of its leaves, as far as they are known.
   * @param {number} circle
   * @param {number | null} leaf
   * @returns {string[]}
   */
  classesOf(circle, leaf) {
    return this.colourings.flatMap((colour) => {
      const found = this.parts.findLast(({ classes }) => classes.get(colour)?.has(circle))?.classes.get(colour)?.get(circle);
      const code = leaf === null ? found?.own : found?.leaves?.[leaf];
      const item = code === undefined ? undefined : this.legends.get(colour)?.classes[code];
      return item ? [`${MEASURED[colour] ?? ""}${className(item, colour)}`] : [];
    });
  }

  /**
   * The scene's paint: by relation until classes are there.
   * @param {import("./palette.js").Palette} palette
   */
  paint(palette) {
    const { scene, colour, sizing, only, colourings } = this;
    const legends = colourings.map((one) => this.legends.get(one));
    const known = this.parts.flatMap(({ classes }) => colourings.map((one) => classes.get(one)));
    const of = [scene, palette, colour, sizing, only, ...legends, ...known];
    const same = this.painted?.of.length === of.length && of.every((one, i) => one === this.painted?.of[i]);
    if (this.painted && same) return this.painted.paint;
    const paint = filtered(this.coloured(palette), shownOf(this.keys, only), palette.dim);
    this.painted = { of, paint: { ...paint, sizes: this.sizes() } };
    return this.painted.paint;
  }

  /** What the classes that points are coloured by are called in addresses, by code. */
  get keys() {
    return this.legend ? this.legend.classes.map(classKey) : RELATION_KEYS;
  }

  /** @param {import("./palette.js").Palette} palette */
  coloured(palette) {
    const { scene, legend } = this;
    const classes = legend && this.classesFor(legend.colour);
    return classes ? classPaint(scene, coloursOf(legend, palette), classes, palette) : relationPaint(scene, palette);
  }

  sizes() {
    const legend = this.sizing && this.legends.get(this.sizing);
    const classes = legend && this.classesFor(legend.colour);
    return classes ? sizesOf(this.scene, legend.classes, classes) : null;
  }

  /**
   * What is known of circles for a colouring, the finest first; null where nothing is.
   * @param {Colouring} colour
   */
  classesFor(colour) {
    const finest = this.parts.flatMap(({ classes }) => classes.get(colour) ?? []).reverse();
    return finest.length ? (/** @type {number} */ circle) => finest.find((part) => part.has(circle))?.get(circle) : null;
  }

  /**
   * See to it that the window is known in the detail of that scale; waits for the hand to pause.
   * @param {Rectangle} box
   * @param {number} scale
   */
  want(box, scale) {
    const enough = scale <= this.baseScale * 1.01 && !this.window;
    if (enough || covers(this.window, box, scale)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.loadWindow(windowFor(box, scale)), PAUSE_MS);
  }

  /** @param {import("./windows.js").Window} window */
  async loadWindow(window) {
    this.running.abort();
    this.running = new AbortController();
    this.window = window;
    try {
      const { part } = await this.getPart({ ...window }, this.running.signal);
      this.scene = merge(this.base, part.scene);
      this.parts = [this.parts[0], part];
      this.changed();
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.window = null;
      this.failed(error);
    }
  }

  /**
   * A leaf's facts when they are here.
   * @param {number} circle
   * @param {number} k
   */
  leaf(circle, k) {
    return this.leaves.get(circle)?.get(k);
  }

  /**
   * Wait for leaves' facts, asking for those that are neither here nor under way.
   * @param {number} circle
   * @param {number[]} indices
   */
  wantLeaves(circle, indices) {
    const missing = indices.filter((k) => !this.leaf(circle, k));
    return this.once(missing, (k) => `${circle}:${k}`, async (portion) => {
      const answer = await this.get("leaves", { circle, at: portion.join(",") });
      const known = this.leaves.get(circle) ?? new Map();
      this.leaves.set(circle, known);
      answer.index.forEach((/** @type {number} */ k, /** @type {number} */ i) => {
        known.set(k, { id: answer.id[i], relation: answer.relation[i], downloads: answer.downloads[i] });
      });
    });
  }

  /**
   * Wait for circles' names.
   * @param {number[]} circles
   */
  wantNames(circles) {
    const missing = circles.filter((circle) => !this.names.has(circle));
    return this.once(missing, String, async (portion) => {
      const answer = await this.get("circles", { of: portion.join(",") });
      answer.circle.forEach((/** @type {number} */ circle, /** @type {number} */ i) => {
        this.names.set(circle, { id: answer.id[i], downloads: answer.downloads[i], descendants: answer.descendants[i], undercount: answer.undercount?.[i] ?? 0, missing: answer.missing?.[i] === 1 });
      });
    });
  }

  /**
   * Where models stand, in the order asked.
   * @param {string[]} ids
   * @returns {Promise<import("../types.js").PlacedModel[]>}
   */
  async places(ids) {
    const query = new URLSearchParams(ids.map((id) => ["id", id]));
    const answer = await this.counted(ask(`${apiRoute(`map/${this.version}/place`)}?${query}`));
    return answer.items;
  }

  /**
   * The lights of models.
   * @param {string[]} ids
   * @returns {Promise<Lights>}
   */
  async lights(ids) {
    /** @type {Lights} */
    const all = { ids: [], lights: [], unknown: [], more: false };
    for (let i = 0; i < ids.length; i += LIT) {
      const portion = ids.slice(i, i + LIT);
      const query = new URLSearchParams(portion.map((id) => ["id", id]));
      const answer = await this.counted(ask(`${apiRoute(`map/${this.version}/spots`)}?${query}`));
      const found = { ...answer, id: answer.id ?? portion }; // an older server tells none
      all.ids.push(...found.id);
      all.lights.push(...lightsOf(found));
      all.unknown.push(...(answer.unknown ?? []).map((/** @type {number} */ at) => portion[at]));
    }
    return withoutRepeats(all);
  }

  /**
   * The lights of what a search finds, the best first.
   * @param {string} text
   * @returns {Promise<Lights>}
   */
  async hits(text) {
    const answer = await this.get("hits", { q: text });
    return { ids: answer.id, lights: lightsOf(answer), unknown: [], more: answer.more };
  }

  /**
   * A view with the classes of its points.
   * @param {Record<string, string | number>} query
   * @param {AbortSignal} [signal]
   */
  async getPart(query, signal) {
    const classes = this.colourings.map((colour) => /** @type {const} */ ([colour, this.get("colours", { ...query, colour }, signal)]));
    const [answer, ...coloured] = await Promise.all([this.get("view", query, signal), ...classes.map(([, asked]) => asked)]);
    const scene = this.take(answer);
    /** @type {Part} */
    const part = { query, scene, classes: new Map(classes.map(([colour], i) => [colour, decodeColours(coloured[i], scene)])) };
    await Promise.all(this.colourings.map((colour) => this.learnClasses(part, colour))); // chosen meanwhile
    return { answer, part };
  }

  /** @param {import("../types.js").MapView} answer */
  take(answer) {
    const scene = decode(answer);
    for (const [circle, named] of names(answer, scene)) this.names.set(circle, named);
    for (const [number, continent] of continentsOf(answer)) this.continents.set(number, continent);
    return scene;
  }

  /**
   * @param {string} route
   * @param {Record<string, string | number>} query
   * @param {AbortSignal} [signal]
   */
  get(route, query, signal) {
    return this.counted(ask(apiRoute(`map/${this.version}/${route}`, null, query), signal));
  }

  /**
   * @template T
   * @param {Promise<T>} promise
   */
  async counted(promise) {
    this.pending++;
    try {
      return await promise;
    } finally {
      this.pending--;
    }
  }

  /**
   * Do the work once for every number, in portions; done when all of them are, those begun earlier too.
   * @param {number[]} numbers
   * @param {(number: number) => string} key
   * @param {(numbers: number[]) => Promise<void>} work
   */
  async once(numbers, key, work) {
    const fresh = numbers.filter((number) => !this.wanted.has(key(number)));
    for (let i = 0; i < fresh.length; i += ASKED) {
      const portion = fresh.slice(i, i + ASKED);
      const done = work(portion).then(this.changed, this.failed).finally(() => {
        for (const number of portion) this.wanted.delete(key(number));
      });
      for (const number of portion) this.wanted.set(key(number), done);
    }
    await Promise.all(numbers.map((number) => this.wanted.get(key(number))));
  }
}

/**
 * The lights of a list without those of models that it names again, written otherwise.
 * @param {Lights} lights
 * @returns {Lights}
 */
function withoutRepeats(lights) {
  const seen = new Set();
  const isFirst = lights.ids.map((id) => seen.size < seen.add(id).size);
  return { ...lights, ids: lights.ids.filter((_, i) => isFirst[i]), lights: lights.lights.filter((_, i) => isFirst[i]) };
}

/**
 * Lights in the order of the ids, null without a place. An answer that a browser kept from an older server tells no
 * relation.
 * @param {{ id: string[], spots: ([number, number, number] | null)[], relation?: string }} answer
 * @returns {(Light | null)[]}
 */
function lightsOf({ id, spots, relation }) {
  return spots.map((spot, i) => spot && { id: id[i], x: spot[0], y: spot[1], r: spot[2], relation: relation ? relation.charCodeAt(i) - 48 : ROOT });
}
