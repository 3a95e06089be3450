/** Where the page is, and the ways on from there. In a notebook it stands in a frame whose widget keeps its address. */

/**
 * What the widget gives to the page in its frame (`widget/frame.js`).
 * @typedef {object} Frame
 * @property {string} address of the page: path and query
 * @property {(address: string) => void} note the page's address has changed
 * @property {(address: string) => void} go leave for another page
 * @property {(() => void) | null} returned the address was changed from outside; null where the page is to be made anew
 * @property {(() => Promise<Blob | null>) | null} picture makes one of the page as it is
 */

const { lineageFrame: frame } = /** @type {{ lineageFrame?: Frame }} */ (globalThis);

/** Whether the page stands in a notebook: its graph never changes. */
export const isFramed = frame !== undefined;

/**
 * The page's path, query and fragment.
 * @returns {{ pathname: string, search: string, hash: string }}
 */
export function here() {
  return frame ? new URL(frame.address, "http://page") : location;
}

/** The page's query. */
export function query() {
  return new URLSearchParams(here().search);
}

/**
 * Have another address, which the way back leads from.
 * @param {string} address
 */
export function push(address) {
  if (frame) frame.note(address);
  else history.pushState(null, "", address);
}

/**
 * Have another address instead of this one.
 * @param {string} address
 */
export function replace(address) {
  if (frame) frame.note(address);
  else history.replaceState(null, "", address);
}

/**
 * Call back when the address was changed by the way back, or by the notebook.
 * @param {() => void} returned
 */
export function onReturn(returned) {
  if (frame) frame.returned = returned;
  else addEventListener("popstate", returned);
}

/**
 * In a frame, what makes a picture of the page for the saved notebook.
 * @param {() => Promise<Blob | null>} picture
 */
export function picturing(picture) {
  if (frame) frame.picture = picture;
}

/**
 * Leave for another page.
 * @param {string} address
 */
export function go(address) {
  if (frame) frame.go(address);
  else location.assign(address);
}
