/**
 * What the page knows of the map: the whole from afar as a base, the last window in detail over it, and names.
 *
 * Windows are asked for on a grid of places and scales, larger than the canvas, so that small moves need no answer and
 * the browser's cache finds the same address again.
 */

import { ask } from "../api.js";
import { apiRoute } from "../links.js";
import { classPaint, coloursOf, decodeColours, relationPaint } from "./colours.js";
import { continentsOf } from "./continents.js";
import { decode, emptyScene, merge, names } from "./scene.js";
import { covers, windowFor } from "./windows.js";

/**
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {import("./scene.js").Named} Named
 * @typedef {{ id: string, relation: import("../types.js").Relation, downloads: number | null }} Leaf
 * @typedef {import("./camera.js").Rectangle} Rectangle
 * @typedef {import("../types.js").Colouring} Colouring
 * @typedef {import("../types.js").MapLegend} MapLegend
 *
 * What one question for a view brought, and the classes of its points for the colouring they were asked for.
 * @typedef {{ query: Record<string, string | number>, scene: Scene, colour: Colouring | null, classes: Map<number, import("./colours.js").CircleColours> }} Part
 */

const PAUSE_MS = 90;
const FIT_STEP = 240; // the first view is asked for a canvas rounded up to this, to be cached for its neighbours
const ASKED = 400; // names in one question
const LIT = 128; // ids in one question: an address of 6 kB

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
    /** @type {MapLegend | null} of the colouring, null while it is being asked for */
    this.legend = null;
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
    const [{ answer, part }] = await Promise.all([this.getPart(query), this.learnLegend()]);
    const [x, y, width, height] = answer.extent;
    this.extent = { x, y, width, height };
    this.baseScale = answer.scale;
    this.base = this.scene = part.scene;
    this.parts = [part];
  }

  /**
   * Colour points by something else: done when it is known for all that is.
   * @param {Colouring | null} colour null is the relation
   */
  async colourBy(colour) {
    this.colour = colour;
    this.legend = null;
    const parts = this.parts;
    await Promise.all([this.learnLegend(), ...parts.map((part) => this.learnClasses(part))]);
    if (this.colour === colour) this.changed();
  }

  async learnLegend() {
    const { colour } = this;
    if (colour === null) return;
    const legend = await this.get("legend", { colour });
    if (this.colour === colour) this.legend = legend;
  }

  /** @param {Part} part */
  async learnClasses(part) {
    const { colour } = this;
    if (colour === null) return;
    const answer = await this.get("colours", { ...part.query, colour });
    if (this.colour === colour) Object.assign(part, { colour, classes: decodeColours(answer, part.scene) });
  }

  /**
   * The class of a circle's model, or of one of its leaves; null where nobody knows it, or points are coloured by relation.
   * @param {number} circle
   * @param {number | null} leaf
   * @returns {import("../types.js").ClassItem | null}
   */
  classOf(circle, leaf) {
    const { legend } = this;
    const part = this.parts.findLast(({ colour, classes }) => colour === legend?.colour && classes.has(circle));
    const found = part?.classes.get(circle);
    const code = leaf === null ? found?.own : found?.leaves?.[leaf];
    return code === undefined ? null : (legend?.classes[code] ?? null);
  }

  /**
   * The scene's paint: by relation until classes are there.
   * @param {import("./palette.js").Palette} palette
   */
  paint(palette) {
    const { scene, legend } = this;
    const known = this.parts.filter(({ colour }) => colour === legend?.colour).map(({ classes }) => classes);
    const of = [scene, palette, legend, ...known];
    const same = this.painted?.of.length === of.length && of.every((one, i) => one === this.painted?.of[i]);
    if (this.painted && same) return this.painted.paint;
    const finest = known.reverse();
    const classes = (/** @type {number} */ circle) => finest.find((part) => part.has(circle))?.get(circle);
    const paint = legend && known.length ? classPaint(scene, coloursOf(legend, palette), classes, palette) : relationPaint(scene, palette);
    this.painted = { of, paint };
    return paint;
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
        this.names.set(circle, { id: answer.id[i], downloads: answer.downloads[i], descendants: answer.descendants[i], undercount: answer.undercount?.[i] ?? 0 });
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
   * Where to light models up, in the order asked; null for what has no place.
   * @param {string[]} ids
   * @returns {Promise<(import("./place.js").Ring | null)[]>}
   */
  async spots(ids) {
    const rings = [];
    for (let i = 0; i < ids.length; i += LIT) {
      const query = new URLSearchParams(ids.slice(i, i + LIT).map((id) => ["id", id]));
      const answer = await this.counted(ask(`${apiRoute(`map/${this.version}/spots`)}?${query}`));
      for (const spot of answer.spots) rings.push(spot && { x: spot[0], y: spot[1], r: spot[2] });
    }
    return rings;
  }

  /**
   * A view with the classes of its points.
   * @param {Record<string, string | number>} query
   * @param {AbortSignal} [signal]
   */
  async getPart(query, signal) {
    const { colour } = this;
    const classes = colour === null ? null : this.get("colours", { ...query, colour }, signal);
    const [answer, coloured] = await Promise.all([this.get("view", query, signal), classes]);
    const scene = this.take(answer);
    /** @type {Part} */
    const part = { query, scene, colour, classes: coloured ? decodeColours(coloured, scene) : new Map() };
    if (this.colour !== colour) await this.learnClasses(part);
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
