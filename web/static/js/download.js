/** Offering what a page has made as a file, and text as the markup of one. */

const KEPT_MS = 60_000; // until then the browser has taken it

/**
 * Offer a file whose name says, as those of the server's files do, of what part of the Hub and of when it is.
 * @param {Blob} blob
 * @param {string} title what it holds
 * @param {string} suffix
 */
export function offer(blob, title, suffix) {
  const name = [title.replace(/[^\w.-]+/g, "-"), document.body.dataset.filePart, suffix].join(".");
  const address = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/**
 * An SVG picture as the text of a file.
 * @param {{ width: number, height: number }} size
 * @param {string} title
 * @param {string[]} parts
 */
export function svgText({ width, height }, title, parts) {
  const root = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`;
  return `${[root, `<title>${escaped(title)}</title>`, ...parts, "</svg>"].join("\n")}\n`;
}

/**
 * Text as it stands in markup.
 * @param {string} text
 */
export function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
