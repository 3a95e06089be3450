/** A list of models of one's own, to be laid over the map: pasted, or read from files. The reading of ids is pure. */

import { h } from "../dom.js";
import { MOST_LIT } from "../map/overlay.js";
import { count } from "../words.js";

const ID = /^[\w.-]+(\/[\w.-]+)?$/;
const ADDRESS = /^(?:https?:\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\/([\w.-]+\/[\w.-]+)/;

/**
 * The ids that a text holds, each once: one a line or between commas, spaces, quotes or brackets, or as addresses on the
 * Hub. A line of several words is no id without an owner.
 * @param {string} text
 */
export function idsIn(text) {
  const ids = new Set();
  for (const line of text.split(/\r?\n/)) {
    const parts = line.split(/[\s,;"'`()[\]{}<>|]+/).filter(Boolean);
    for (const part of parts) {
      const id = ADDRESS.exec(part)?.[1] ?? part;
      if (ID.test(id) && (id.includes("/") || parts.length === 1)) ids.add(id);
    }
  }
  return [...ids];
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
  const look = () => (status.textContent = inWords(idsIn(field.value).length));
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

/** @param {number} ids */
function inWords(ids) {
  if (ids > MOST_LIT) return `${count(ids)} ids: the first ${count(MOST_LIT)} are lit up.`;
  return ids === 1 ? "1 id." : `${count(ids)} ids.`;
}
