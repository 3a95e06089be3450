/**
 * A page of the app in a notebook, as an anywidget: the page stands in a frame of its own, with its own styles and
 * scripts, and what it would ask a server it asks the kernel, by messages. Nothing leaves the notebook.
 *
 * This module imports nothing, as a widget's script is one text; the page's own modules come from the kernel.
 */

/**
 * @typedef {object} Model anywidget's
 * @property {(name: string) => any} get
 * @property {(name: string, value: any) => void} set
 * @property {() => void} save_changes
 * @property {(content: object, callbacks?: object, buffers?: DataView[]) => void} send
 * @property {(name: string, heard: (...args: any[]) => void) => void} on
 * @property {(name: string, heard: (...args: any[]) => void) => void} off
 *
 * @typedef {{ status: number, headers: Record<string, string>, body: Uint8Array<ArrayBuffer> }} Answer
 * @typedef {Window & typeof globalThis} Inside the frame's own window
 */

const ORIGIN = "http://page"; // addresses in the frame are below it, and it is asked for nothing
const IMPORTS = "/*imports*/";
const BAR_PX = 56; // of the page's head, and some air
const QUIET_MS = 700; // without a question or a change: what the page shows is there

export default {
  /** @param {{ model: Model, el: HTMLElement }} view */
  render({ model, el }) {
    const frame = new Frame(model);
    el.append(frame.element);
    frame.show(model.get("address"));
    return () => frame.end();
  },
};

/** Questions to the kernel, and its answers. */
class Kernel {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.name = Math.random().toString(36).slice(2); // each view of a widget hears the answers to all
    this.asked = 0;
    /** @type {Map<string, (answer: Answer) => void>} */
    this.waiting = new Map();
    this.heard = this.heard.bind(this);
    model.on("msg:custom", this.heard);
  }

  /**
   * The answer to a question, unpacked.
   * @param {"page" | "answer"} what a page comes with the modules it imports
   * @param {string} address
   * @returns {Promise<Answer>}
   */
  async ask(what, address) {
    const id = `${this.name}-${++this.asked}`;
    const answer = /** @type {Promise<Answer>} */ (new Promise((resolve) => this.waiting.set(id, resolve)));
    this.model.send({ id, what, address });
    return unpacked(await answer);
  }

  /**
   * @param {{ id: string, status: number, headers: Record<string, string> }} head
   * @param {DataView[]} buffers
   */
  heard({ id, status, headers }, [body]) {
    const resolve = this.waiting.get(id);
    if (!resolve) return; // another view's
    this.waiting.delete(id);
    resolve({ status, headers, body: new Uint8Array(/** @type {ArrayBuffer} */ (body.buffer), body.byteOffset, body.byteLength) });
  }

  end() {
    this.model.off("msg:custom", this.heard);
  }
}

/** One view of the widget. */
class Frame {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.kernel = new Kernel(model);
    this.address = "";
    /** @type {string[]} the pages that lead here */
    this.before = [];
    /** @type {Map<string, string>} addresses of modules by their names */
    this.modules = new Map();
    /** @type {(() => void) | null} */
    this.returned = null;
    /** @type {(() => Promise<Blob | null>) | null} */
    this.picture = null;
    this.timer = 0;
    this.element = Object.assign(document.createElement("iframe"), { title: "qwen-lineage", lineageBegins: (/** @type {Inside} */ inside) => this.begin(inside) });
    this.element.style.cssText = "display: block; width: 100%; border: 1px solid #8886; border-radius: 6px";
    this.fit = this.fit.bind(this);
    this.follow = this.follow.bind(this);
    this.fit();
    model.on("change:height", this.fit);
    model.on("change:address", this.follow);
    this.themes = new MutationObserver(() => this.recolour());
    for (const element of [document.documentElement, document.body]) this.themes.observe(element, { attributes: true });
  }

  end() {
    clearTimeout(this.timer);
    this.kernel.end();
    this.themes.disconnect();
    this.model.off("change:height", this.fit);
    this.model.off("change:address", this.follow);
    for (const address of this.modules.values()) URL.revokeObjectURL(address);
    this.element.remove();
  }

  fit() {
    this.element.style.height = `${this.model.get("height")}px`;
  }

  /** Take the address that was set elsewhere: in Python, or in another view. */
  follow() {
    const address = this.model.get("address");
    if (address === this.address) return;
    const same = new URL(address, ORIGIN).pathname === new URL(this.address, ORIGIN).pathname;
    if (!same || !this.returned) return void this.show(address);
    this.address = address;
    this.returned();
    this.keepPicture();
  }

  /**
   * Show a page in the place of the one that stands there.
   * @param {string} address
   */
  async show(address) {
    this.address = address;
    const { body } = await this.kernel.ask("page", address);
    if (this.address !== address) return; // meanwhile another was asked for
    const { document: page, modules } = JSON.parse(new TextDecoder().decode(body));
    for (const [name, source] of Object.entries(modules)) if (!this.modules.has(name)) this.modules.set(name, addressOf(source));
    this.returned = this.picture = null;
    const imports = JSON.stringify({ imports: Object.fromEntries(this.modules) });
    this.element.srcdoc = page.replace(IMPORTS, () => imports);
  }

  /**
   * Called by a page before its first script: what it asks goes to the kernel, where it goes stays in the frame.
   * @param {Inside} inside
   */
  begin(inside) {
    inside.fetch = (request, init) => this.answer(inside, String(request), init?.signal ?? null);
    Object.assign(inside, { lineageFrame: this });
    inside.document.documentElement.dataset.theme = themeOf(this.element);
    inside.addEventListener("DOMContentLoaded", () => this.begun(inside));
    inside.addEventListener("click", (event) => this.clicked(inside, event));
    inside.addEventListener("submit", (event) => this.submitted(event));
    inside.addEventListener("wheel", (event) => inside.document.hasFocus() || event.stopImmediatePropagation(), { capture: true }); // it scrolls the notebook
  }

  /** @param {Inside} inside */
  begun(inside) {
    this.keepPicture();
    const back = /** @type {HTMLButtonElement | null} */ (inside.document.getElementById("frame-back"));
    if (back) back.hidden = !this.before.length;
    back?.addEventListener("click", () => this.back());
    scrollTo(inside, new URL(this.address, ORIGIN).hash);
  }

  /**
   * What a page's `fetch` gives.
   * @param {Inside} inside
   * @param {string} address
   * @param {AbortSignal | null} signal
   * @returns {Promise<Response>}
   */
  async answer(inside, address, signal) {
    signal?.throwIfAborted();
    const given = this.kernel.ask("answer", address);
    const { status, headers, body } = await (signal ? Promise.race([given, aborted(signal)]) : given);
    return new inside.Response(body, { status, headers });
  }

  /** @param {string} address to which the page's changed */
  note(address) {
    this.address = relative(address, this.address);
    this.model.set("address", this.address);
    this.model.save_changes();
    this.keepPicture();
  }

  /** Once the page has come to rest, give the kernel a picture of it. */
  keepPicture() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.kernel.waiting.size ? this.keepPicture() : this.sendPicture()), QUIET_MS);
  }

  async sendPicture() {
    const blob = await this.picture?.().catch(() => null); // a browser that makes none keeps the notebook without
    if (blob) this.model.send({ what: "picture" }, undefined, [new DataView(await blob.arrayBuffer())]);
  }

  /** @param {string} address of the page to go to */
  go(address) {
    this.before.push(this.address);
    this.leave(relative(address, this.address));
  }

  back() {
    const address = this.before.pop();
    if (address !== undefined) this.leave(address);
  }

  /** @param {string} address */
  leave(address) {
    this.show(address);
    this.model.set("address", address);
    this.model.save_changes();
  }

  /**
   * A link leads within the page, to a page in the frame, to a file, or to another site, which opens beside the notebook.
   * @param {Inside} inside
   * @param {MouseEvent} event
   */
  clicked(inside, event) {
    const link = /** @type {Element | null} */ (event.target)?.closest?.("a[href]");
    if (!link || event.defaultPrevented) return;
    const href = link.getAttribute("href") ?? "";
    if (href.startsWith("blob:")) return;
    event.preventDefault();
    if (href.startsWith("#")) return scrollTo(inside, href);
    const { origin, searchParams } = new URL(href, ORIGIN + this.address);
    if (origin !== ORIGIN) window.open(href, "_blank", "noopener");
    else if (link.hasAttribute("download") || searchParams.has("format")) this.keep(href);
    else this.go(href);
  }

  /** @param {SubmitEvent} event */
  submitted(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (event.defaultPrevented || form.method !== "get") return;
    event.preventDefault();
    const query = new URLSearchParams(/** @type {any} */ (new FormData(form, event.submitter)));
    this.go(`${form.getAttribute("action") ?? ""}?${query}`);
  }

  /**
   * Offer a file.
   * @param {string} address
   */
  async keep(address) {
    const { headers, body } = await this.kernel.ask("answer", relative(address, this.address));
    const name = /filename="?([^";]+)/.exec(headers["Content-Disposition"] ?? "")?.[1] ?? "";
    const href = addressOf(body, headers["Content-Type"]);
    Object.assign(document.createElement("a"), { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }

  recolour() {
    const page = this.element.contentDocument;
    const theme = themeOf(this.element);
    if (!page || page.documentElement.dataset.theme === theme) return;
    page.documentElement.dataset.theme = theme;
    page.dispatchEvent(new CustomEvent("lineage:theme", { detail: theme }));
    this.keepPicture();
  }
}

/**
 * @param {Answer} answer
 * @returns {Promise<Answer>}
 */
async function unpacked({ status, headers: { "Content-Encoding": encoding, ...headers }, body }) {
  if (encoding !== "gzip") return { status, headers, body };
  const stream = new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"));
  return { status, headers, body: new Uint8Array(await new Response(stream).arrayBuffer()) };
}

/**
 * @param {BlobPart} content
 * @param {string} [type]
 */
function addressOf(content, type = "text/javascript") {
  return URL.createObjectURL(new Blob([content], { type }));
}

/**
 * Scroll to a part of the page, below its bar. (The browser's own ways would scroll the notebook too, or leave the page.)
 * @param {Inside} inside
 * @param {string} hash
 */
function scrollTo(inside, hash) {
  const part = inside.document.getElementById(decodeURIComponent(hash.slice(1)));
  if (part) inside.scrollBy(0, part.getBoundingClientRect().top - BAR_PX);
}

/**
 * An address as the page at another names it.
 * @param {string} address
 * @param {string} from
 */
function relative(address, from) {
  const { pathname, search, hash } = new URL(address, ORIGIN + from);
  return pathname + search + hash;
}

/**
 * Fails with the frame's own error once the signal aborts.
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
function aborted(signal) {
  return new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
}

/**
 * The theme that the notebook shows: as JupyterLab says, else by the ground that the element stands on.
 * @param {Element} element
 */
function themeOf(element) {
  const { jpThemeLight } = document.body.dataset;
  if (jpThemeLight !== undefined) return jpThemeLight === "true" ? "light" : "dark";
  for (let at = /** @type {Element | null} */ (element.parentElement); at; at = parentOf(at)) {
    const [red, green, blue, alpha] = painted(getComputedStyle(at).backgroundColor);
    if (alpha > 127) return 0.3 * red + 0.6 * green + 0.1 * blue > 127 ? "light" : "dark";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/**
 * A colour, however it is written, as red, green, blue and opacity up to 255.
 * @param {string} colour
 */
function painted(colour) {
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data;
}

/**
 * @param {Element} element
 * @returns {Element | null}
 */
function parentOf(element) {
  const root = element.getRootNode();
  return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
}
