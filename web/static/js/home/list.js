/** A list of models of one's own, to be laid over the map: pasted, or read from files. The reading of ids is pure. */

import { h } from "../dom.js";
import { MOST_LIT } from "../map/overlay.js";
import { count } from "../words.js";

const NAMED = 3; // lines without an id that are named,
const LETTERS = 60; // and so much of each
const ID = /^[\w.-]+(\/[\w.-]+)?$/;
const BETWEEN = /[\s,;"'`()[\]{}<>|\u200b-\u200d\u2060\u2018-\u201d\u300a-\u300d]+/;
const HUB = /^(?:(?:https?:?\/{1,3}|\/\/)?(?:(?:www\.)?(?:huggingface\.com?|hf\.co|hf-mirror\.com)|api-inference\.huggingface\.co)\/+|hf:\/\/)(?:api\/)?(?:models\/+)?/i;
const OTHER_KIND = /^(?:datasets|spaces|buckets|collections|papers|blog|docs|posts|learn|tasks|pricing|settings|organizations|search)\//;
const CACHED = /(?:^|[/\\])models--([\w.-]+?)--([\w.-]+)/;
const WITH_MORE = /^([\w.-]+\/[\w.-]+)(?:[@:?#]\S*|\/(?:(?:tree|blob|resolve|raw|commits?|discussions|edit|settings)(?:\/\S*)?)?)?$/;
const FORBIDDEN_END = /(?:\.git|[.-])+$/;

/**
 * The ids that a text holds, each once: one a line or between commas, spaces, quotes or brackets, or as addresses on the
 * Hub. A line of several words is no id without an owner.
 * @param {string} text
 */
export function idsIn(text) {
  return [...new Set(linesOf(text).flatMap(idsInLine))];
}

/**
 * The lines of a text in which no id stands, but for empty ones.
 * @param {string} text
 */
export function linesWithoutIds(text) {
  return linesOf(text).filter((line) => line.trim() && !idsInLine(line).length);
}

/** @param {string} text */
function linesOf(text) {
  return text.split(/\r?\n/);
}

/** @param {string} line */
function idsInLine(line) {
  const parts = line.split(BETWEEN).filter(Boolean);
  const ids = parts.map(idIn);
  return ids.filter((id) => ID.test(id) && (id.includes("/") || parts.length === 1));
}

/**
 * The id in an address of the Hub or a mirror, in a path of its cache, or before a revision; other text as it is.
 * @param {string} part
 */
function idIn(part) {
  const decoded = part.replaceAll(/%2f/gi, "/").replaceAll(/%3a/gi, ":");
  const [, owner, name] = CACHED.exec(decoded) ?? [];
  if (name) return `${owner}/${name}`;
  const path = decoded.replace(HUB, "");
  if (path !== decoded && OTHER_KIND.test(path)) return part;
  return WITH_MORE.exec(path !== decoded ? path.split(/\/+/).slice(0, 2).join("/") : path)?.[1].replace(FORBIDDEN_END, "") ?? part;
}

/**
 * Ask for a list; calls back with its ids.
 * @param {string[]} before
 * @param {(ids: string[]) => void} chosen
 */
export function askForList(before, chosen) {
  const field = h("textarea", { rows: 12, spellcheck: "false", placeholder: "Qwen/Qwen3-8B\nhttps://huggingface.co/…\none a line, or with commas between", "aria-label": "Ids of models" });
  const files = h("input", { type: "file", multiple: true, accept: ".txt,.csv,.tsv,.json,.md,text/*", "aria-label": "Files with ids" });
  const status = h("p", { class: "small faint", role: "status" });
  const form = h("form", { method: "dialog" }, h("h2", {}, "Lay a list over the map"), field, h("p", {}, "or drop a file here, or choose one: ", files), status,
    h("p", { class: "buttons" }, h("button", { class: "button button-main", value: "light" }, "Light them up"), h("button", { class: "button", value: "" }, "Cancel")));
  const dialog = h("dialog", { class: "list-dialog", "aria-label": "Lay a list over the map" }, form);
  const look = () => (status.textContent = inWords(idsIn(field.value).length, linesWithoutIds(field.value)));
  const take = async (/** @type {FileList | null | undefined} */ list) => {
    const texts = await Promise.all([...(list ?? [])].map((file) => file.text()));
    field.value = [field.value, ...texts].filter(Boolean).join("\n");
    look();
  };
  field.value = before.join("\n");
  field.addEventListener("input", look);
  files.addEventListener("change", () => take(files.files));
  dialog.addEventListener("dragover", (event) => event.preventDefault());
  dialog.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "light") chosen(idsIn(field.value).slice(0, MOST_LIT));
    dialog.remove();
  });
  document.body.append(dialog);
  look();
  dialog.showModal();
}

/**
 * @param {number} ids
 * @param {string[]} without lines
 */
function inWords(ids, without) {
  const read = ids > MOST_LIT ? `${count(ids)} ids: the first ${count(MOST_LIT)} are lit up.` : ids === 1 ? "1 id." : `${count(ids)} ids.`;
  if (!without.length) return read;
  const named = without.slice(0, NAMED).map((line) => `“${line.trim().slice(0, LETTERS)}”`);
  const more = without.length > NAMED ? ", …" : "";
  return `${read} No id in ${without.length === 1 ? "1 line" : `${count(without.length)} lines`}: ${named.join(", ")}${more}.`;
}
