/** A page in a notebook as a picture of what it shows: it stays in the notebook when that is saved. */

const SIZE_LIMIT = 4_000_000; // pixels; larger ones would weigh more than the rest of a notebook

/**
 * The document as PNG, as it stands in its window. Its styles stand in it, so a copy of it draws itself.
 * @param {Document} page
 * @returns {Promise<Blob | null>} null where the browser makes none of this size
 */
export async function pictureOf(page) {
  const { clientWidth: width, clientHeight: height } = page.documentElement;
  if (!width || !height || width * height > SIZE_LIMIT) return null;
  const copy = /** @type {HTMLElement} */ (page.documentElement.cloneNode(true));
  for (const element of copy.querySelectorAll("script, noscript, meta, dialog")) element.remove();
  await Promise.all(pairs(page, copy, "canvas").map(([canvas, twin]) => fix(/** @type {HTMLCanvasElement} */ (canvas), twin)));
  for (const [select, twin] of pairs(page, copy, "select")) choose(/** @type {HTMLSelectElement} */ (select), twin);
  const { fontSize } = getComputedStyle(page.documentElement); // what lengths in the styles are told by
  return drawn(asSvg(copy, { theme: page.documentElement.dataset.theme ?? "", fontSize, width, height }), width, height);
}

/**
 * Elements of the page with their copies.
 * @param {Document} page
 * @param {HTMLElement} copy
 * @param {string} selector
 * @returns {[Element, Element][]}
 */
function pairs(page, copy, selector) {
  const twins = copy.querySelectorAll(selector);
  return [...page.querySelectorAll(selector)].map((element, i) => [element, twins[i]]);
}

/**
 * Put a canvas's picture in the place of its empty copy.
 * @param {HTMLCanvasElement} canvas
 * @param {Element} twin
 */
async function fix(canvas, twin) {
  const blob = /** @type {Blob | null} */ (await new Promise((made) => canvas.toBlob(made)));
  const image = document.createElement("img");
  for (const { name, value } of twin.attributes) image.setAttribute(name, value);
  if (blob) image.src = await asData(blob);
  twin.replaceWith(image);
}

/**
 * @param {HTMLSelectElement} select
 * @param {Element} twin
 */
function choose(select, twin) {
  for (const [i, option] of twin.querySelectorAll("option").entries()) option.toggleAttribute("selected", select.options[i].selected);
}

/**
 * @param {HTMLElement} copy
 * @param {{ theme: string, fontSize: string, width: number, height: number }} root
 */
function asSvg(copy, { theme, fontSize, width, height }) {
  const content = new XMLSerializer().serializeToString(copy);
  const root = `<svg xmlns="http://www.w3.org/2000/svg" data-theme="${theme}" font-size="${fontSize}" width="${width}" height="${height}">`;
  return `${root}<foreignObject width="100%" height="100%">${content}</foreignObject></svg>`;
}

/**
 * @param {string} svg
 * @param {number} width
 * @param {number} height
 * @returns {Promise<Blob | null>}
 */
async function drawn(svg, width, height) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(image, 0, 0);
  return new Promise((made) => canvas.toBlob(made));
}

/**
 * @param {Blob} blob
 * @returns {Promise<string>}
 */
function asData(blob) {
  return new Promise((read, failed) => {
    const reader = new FileReader();
    reader.onload = () => read(String(reader.result));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}
