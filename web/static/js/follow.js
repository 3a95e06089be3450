/**
 * Following what is served: a line says how far the crawl is, and another graph is told as soon as it is there.
 *
 * Events on the document: "lineage:graph" {version}, which whoever shows that graph prevents; else the line offers to
 * load the page again. "lineage:look" asks to look at once.
 */

import { ask } from "./api.js";
import { h, ticked } from "./dom.js";
import { apiRoute } from "./links.js";
import { paceWords, part, progressWords } from "./progress.js";

/** @typedef {import("./types.js").ServedProgress} ServedProgress */

const SOON_MS = 2000; // while a crawl goes on
const LATER_MS = 30000;

/** @param {HTMLElement} line */
export function follow(line) {
  const follower = new Follower(line);
  document.addEventListener("lineage:look", () => follower.look());
  document.addEventListener("visibilitychange", () => document.hidden || follower.look());
  follower.look();
}

class Follower {
  /** @param {HTMLElement} line */
  constructor(line) {
    this.line = line;
    this.version = document.documentElement.dataset.version;
    this.crawls = false;
    this.timer = 0;
  }

  /** Look now, and again later. */
  async look() {
    clearTimeout(this.timer);
    if (document.hidden) return;
    const served = await ask(apiRoute("progress")).catch(() => null);
    if (served) this.show(served);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), served?.crawl?.state === "running" ? SOON_MS : LATER_MS);
  }

  /** @param {ServedProgress} served */
  show({ version, crawl }) {
    if (crawl && (crawl.state === "running" || this.crawls)) {
      this.crawls = true;
      this.say(crawl);
    }
    if (version === this.version) return;
    this.version = version;
    const news = new CustomEvent("lineage:graph", { detail: { version }, cancelable: true });
    if (document.dispatchEvent(news)) this.offer();
  }

  /** @param {import("./types.js").CrawlProgress} crawl */
  say(crawl) {
    const share = part(crawl);
    const bar = crawl.state === "running" && share !== null ? [h("progress", { max: 1, value: share, "aria-hidden": true })] : [];
    const pace = h("span", { class: "progress-pace" }, ` ${paceWords(crawl)}`);
    this.line.replaceChildren(...bar, h("span", {}, ...ticked(progressWords(crawl)), pace));
    this.line.hidden = false;
  }

  offer() {
    this.line.append(" ", h("a", { href: location.href }, "Newer data is served: show it"));
    this.line.hidden = false;
  }
}
