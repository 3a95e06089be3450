/** A drawing context that writes SVG: what the map and charts ask of a canvas, and no more. Pure. */

import { escaped, svgText } from "./download.js";

export class SvgContext {
  /**
   * @param {import("./map/camera.js").Size} size
   * @param {(colour: string) => string} colourOf an SVG viewer's word for a colour in CSS's
   */
  constructor(size, colourOf) {
    this.size = size;
    this.colourOf = colourOf;
    /** @type {string[]} */
    this.parts = [];
    /** @type {string[]} */
    this.path = [];
    /** @type {number[]} */
    this.dashes = [];
    this.at = { x: 0, y: 0, scale: 1 };
    /** @type {{ x: number, y: number, scale: number }[]} */
    this.saved = [];
    this.globalAlpha = 1;
    this.fillStyle = this.strokeStyle = "#000";
    this.lineWidth = 1;
    this.font = "";
    this.textAlign = "start";
    this.lineCap = "butt";
    this.globalCompositeOperation = "source-over";
  }

  save() {
    this.saved.push(this.at);
  }

  restore() {
    this.at = this.saved.pop() ?? this.at;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  translate(x, y) {
    const [left, top] = this.point(x, y);
    this.at = { x: left, y: top, scale: this.at.scale };
  }

  /** @param {number} scale of both axes */
  scale(scale) {
    this.at = { ...this.at, scale: this.at.scale * scale };
  }

  /** As a canvas's matrix has it: what scales both axes, and where the origin lies. */
  getTransform() {
    return { a: this.at.scale, e: this.at.x, f: this.at.y };
  }

  /**
   * @param {number} a scale of both axes
   * @param {number} _b
   * @param {number} _c
   * @param {number} _d
   * @param {number} e
   * @param {number} f
   */
  setTransform(a, _b, _c, _d, e, f) {
    this.at = { x: e, y: f, scale: a };
  }

  beginPath() {
    this.path = [];
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  moveTo(x, y) {
    this.path.push(`M${this.words(x, y)}`);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  lineTo(x, y) {
    this.path.push(`L${this.words(x, y)}`);
  }

  /**
   * @param {number} x1
   * @param {number} y1
   * @param {number} x
   * @param {number} y
   */
  quadraticCurveTo(x1, y1, x, y) {
    this.path.push(`Q${this.words(x1, y1)} ${this.words(x, y)}`);
  }

  /**
   * A whole circle.
   * @param {number} x
   * @param {number} y
   * @param {number} r
   * @param {number} _from
   * @param {number} _to
   * @param {boolean} [back] against the clock
   */
  arc(x, y, r, _from, _to, back = false) {
    const radius = short(r * this.at.scale);
    const half = `A${radius} ${radius} 0 1 ${back ? 0 : 1} `;
    this.path.push(`M${this.words(x + r, y)}${half}${this.words(x - r, y)}${half}${this.words(x + r, y)}`);
  }

  fill() {
    if (this.globalCompositeOperation !== "destination-out") this.add(`<path d="${this.drawn()}"${this.filling()}/>`);
  }

  stroke() {
    this.add(`<path d="${this.drawn()}" fill="none"${this.stroking()}/>`);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  fillRect(x, y, width, height) {
    const [left, top] = this.point(x, y).map(short);
    this.parts.push(`<rect x="${left}" y="${top}" width="${short(width * this.at.scale)}" height="${short(height * this.at.scale)}"${this.filling()}/>`);
  }

  clearRect() {}

  /** @param {number[]} dashes */
  setLineDash(dashes) {
    this.dashes = dashes;
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   */
  fillText(text, x, y) {
    this.text(text, x, y, this.filling());
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   */
  strokeText(text, x, y) {
    this.text(text, x, y, ` fill="none" stroke-linejoin="round"${this.stroking()}`);
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {string} paint
   */
  text(text, x, y, paint) {
    const [left, top] = this.point(x, y).map(short);
    const [, weight = "400", px = "10"] = /^(\d+)? ?([\d.]+)px/.exec(this.font) ?? [];
    const anchor = this.textAlign === "center" ? ' text-anchor="middle"' : this.textAlign === "right" ? ' text-anchor="end"' : "";
    this.parts.push(`<text x="${left}" y="${top}" dy=".35em" font-size="${short(Number(px))}" font-weight="${weight}"${anchor}${paint}>${escaped(text)}</text>`);
  }

  /** @param {string} element of the path, nothing where that is empty */
  add(element) {
    if (this.path.some((part) => !part.startsWith("M") || part.includes("A"))) this.parts.push(element);
  }

  drawn() {
    return this.path.filter((part, i) => part.includes("A") || !part.startsWith("M") || !this.path[i + 1]?.startsWith("M")).join("");
  }

  filling() {
    return ` fill="${this.colourOf(this.fillStyle)}"${opacity("fill", this.globalAlpha)}`;
  }

  stroking() {
    const dashed = this.dashes.length ? ` stroke-dasharray="${this.dashes.join(" ")}"` : "";
    return ` stroke="${this.colourOf(this.strokeStyle)}" stroke-width="${short(this.lineWidth * this.at.scale)}"${dashed}${opacity("stroke", this.globalAlpha)}`;
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  point(x, y) {
    return [this.at.x + x * this.at.scale, this.at.y + y * this.at.scale];
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  words(x, y) {
    return this.point(x, y).map(short).join(" ");
  }

  /** @param {string} title */
  toText(title) {
    return svgText(this.size, title, this.parts);
  }
}

/**
 * @param {"fill" | "stroke"} what
 * @param {number} alpha
 */
function opacity(what, alpha) {
  return alpha < 1 ? ` ${what}-opacity="${Number(alpha.toFixed(3))}"` : "";
}

/** @param {number} value in pixels */
function short(value) {
  return Number(value.toFixed(Math.abs(value) < 10 ? 2 : 1));
}
