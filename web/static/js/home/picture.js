/** The map as a picture to keep, as SVG or PNG: what is drawn, with its title, its legend, and what it is a picture of. */

import { offer } from "../download.js";
import { className } from "../map/class-words.js";
import { drawScene, STILL } from "../map/draw.js";
import { RELATION_KEYS } from "../map/palette.js";
import { drawLabels } from "../map/labels.js";
import { labelsOf } from "../map/naming.js";
import { drawOverlay } from "../map/overlay.js";
import { fillCircle, OF_RELATIONS } from "../map/shapes.js";
import { factorsOf } from "../map/sizes.js";
import { canvasOf, contextOf, drawTitle, pngOf, svgOf } from "../pictures.js";
import { count, relationWord } from "../words.js";
import { entriesOf, isHollow } from "./legend.js";
import { COLOURINGS } from "./url.js";

/**
 * @typedef {ReturnType<import("../map/index.js").mountMap>} FamilyMap
 * @typedef {import("../map/camera.js").Size} Size
 *
 * What is written round the map: `lines` below its title, and the legend's entries, a mark each of some shape, radius and colour.
 * @typedef {{ title: string, lines: string[], entries: { words: string, colour: string, r: number, hollow: boolean, fill: import("../map/shapes.js").Fill }[] }} Caption
 */

const HEAD = 84;
const MARGIN = 20;
const COLUMN = 230;
const ROW = 22;
const DOT_PX = 6;

/**
 * Offer the map for download.
 * @param {FamilyMap} map
 * @param {"svg" | "png"} format
 * @param {import("./url.js").State} state
 * @param {string} about what this is a picture of
 */
export async function savePicture(map, format, state, about) {
  const caption = captionOf(map, state, about);
  const size = sizeOf(map.stage.size, caption);
  const blob = format === "svg" ? asSvg(map, caption, size) : await asPng(map, caption, size);
  offer(blob, ["family-map", ...(state.model === null ? [] : [state.model])].join("-"), format);
}

/**
 * @param {FamilyMap} map
 * @param {Caption} caption
 * @param {Size} size
 */
function asSvg(map, caption, size) {
  return svgOf(size, caption.title, (context) => drawAll(context, context, map, caption, size));
}

/**
 * @param {FamilyMap} map
 * @param {Caption} caption
 * @param {Size} size
 * @returns {Promise<Blob>}
 */
async function asPng(map, caption, size) {
  const [canvas, over] = [canvasOf(size), canvasOf(size)];
  drawAll(contextOf(canvas), contextOf(over), map, caption, size);
  const context = contextOf(canvas);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(over, 0, 0);
  return pngOf(canvas);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {CanvasRenderingContext2D} over of what lies over the map: the same, or one of its own
 * @param {FamilyMap} map
 * @param {Caption} caption
 * @param {Size} size of the whole
 */
function drawAll(context, over, map, caption, size) {
  const showing = map.showing();
  const { palette, selected, lit } = showing;
  const { font } = map.stage;
  const frame = { width: size.width, height: map.stage.size.height + HEAD };
  const camera = { ...showing.camera, y: showing.camera.y - HEAD / 2 / showing.camera.scale };
  drawScene(context, showing.scene, camera, frame, palette, showing.paint, STILL, showing.continents);
  const names = labelsOf({ ...showing, camera }, frame).labels;
  drawLabels(context, names, palette, font);
  drawOverlay(over, camera, frame, palette, { hovered: null, selected, lit, names, font });
  drawCaption(over, caption, size, frame, palette, font);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Caption} caption
 * @param {Size} size of the whole
 * @param {Size} frame of the map
 * @param {import("../map/palette.js").Palette} palette
 * @param {string} font
 */
function drawCaption(context, caption, size, frame, palette, font) {
  context.globalAlpha = 1;
  context.textBaseline = "middle";
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, size.width, HEAD);
  context.fillRect(0, frame.height, size.width, size.height - frame.height);
  drawTitle(context, caption, { ink: palette.ink, soft: palette.soft, font }, MARGIN);
  const columns = columnsOf(size.width);
  caption.entries.forEach(({ words, colour, r, hollow, fill }, i) => {
    const [x, y] = [MARGIN + COLUMN * (i % columns), frame.height + MARGIN + ROW * Math.floor(i / columns)];
    context.fillStyle = context.strokeStyle = colour;
    if (hollow) {
      context.lineWidth = 1;
      context.beginPath();
      context.arc(x + DOT_PX, y, r, 0, 2 * Math.PI);
      context.stroke();
    } else {
      fill(context, x + DOT_PX, y, r);
    }
    context.fillStyle = palette.ink;
    context.fillText(words, x + 3 * DOT_PX, y);
  });
}

/**
 * @param {FamilyMap} map
 * @param {import("./url.js").State} state
 * @param {string} about
 * @returns {Caption}
 */
function captionOf(map, state, about) {
  const { legend, sizing, legends, only } = map.store;
  const measured = sizing && legends.get(sizing);
  const by = [`coloured by ${state.colour === null ? "relation" : COLOURINGS[state.colour]}`, ...(measured ? [`sized by ${measured.colour}`] : [])];
  const shown = only.length ? [`shown: ${only.join(", ")}`] : [];
  const lit = map.lit ? [`lit: ${count(map.lit.length)} ${state.hits === null ? "of a list" : `hits of “${state.hits}”`}`] : [];
  const place = map.navigation.isWhole ? "the whole map" : "a part of the map";
  const counted = legend && !map.navigation.isWhole ? ["numbers of the whole map"] : [];
  const title = state.model === null ? "Family map" : `Family map: ${state.model}`;
  return { title, lines: [[place, ...by, ...shown, ...lit, ...counted].join(", "), about], entries: [...coloursIn(map, legend), ...(measured ? sizesIn(map, measured) : [])] };
}

/**
 * @param {FamilyMap} map
 * @param {import("../types.js").MapLegend | null} legend
 */
function coloursIn(map, legend) {
  const { palette } = map;
  const rows = legend
    ? entriesOf(legend, palette).map(({ item, colour, words }) => ({ words: `${words} (${count(item.models)})`, colour, fill: fillCircle, hollow: isHollow(item) }))
    : RELATION_KEYS.map((key, code) => ({ words: relationWord(key === "root" ? null : /** @type {import("../types.js").Relation} */ (key)), colour: palette.relations[code], fill: OF_RELATIONS[code] ?? fillCircle, hollow: false }));
  return rows.map((row) => ({ ...row, r: DOT_PX }));
}

/**
 * @param {FamilyMap} map
 * @param {import("../types.js").MapLegend} legend
 */
function sizesIn(map, legend) {
  const factors = factorsOf(legend.classes);
  const colour = map.palette.soft;
  return legend.classes.map((item, i) => ({ words: `${className(item, legend.colour)} ${legend.colour}`, colour, r: DOT_PX * factors[i], hollow: item.kind !== "value", fill: fillCircle }));
}

/**
 * @param {Size} map
 * @param {Caption} caption
 * @returns {Size}
 */
function sizeOf({ width, height }, { entries }) {
  const rows = Math.ceil(entries.length / columnsOf(width));
  return { width, height: height + HEAD + 2 * MARGIN + ROW * (rows - 1) };
}

/** @param {number} width */
function columnsOf(width) {
  return Math.max(1, Math.floor((width - 2 * MARGIN) / COLUMN));
}
