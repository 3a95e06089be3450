/** The row below the editor: how many rows and seconds, running, cancelling, and copying the link. */

/**
 * @typedef {import("./url.js").Query} Query
 *
 * @typedef {object} Parts
 * @property {HTMLFormElement} form
 * @property {HTMLButtonElement} run
 * @property {HTMLButtonElement} cancel
 * @property {HTMLButtonElement} copy
 * @property {HTMLSelectElement} limit
 * @property {HTMLSelectElement} timeout
 *
 * @typedef {object} Hooks
 * @property {() => void} submitted
 * @property {() => void} cancelled
 * @property {(changes: Partial<Query>) => void} changed
 * @property {() => string} link to what stands there
 */

const COPIED_MS = 1600;

export class Controls {
  /**
   * @param {Parts} parts
   * @param {Hooks} hooks
   */
  constructor(parts, hooks) {
    this.parts = parts;
    const { form, run, cancel, copy, limit, timeout } = parts;
    form.addEventListener("submit", (event) => (event.preventDefault(), hooks.submitted()));
    cancel.addEventListener("click", () => (hooks.cancelled(), run.focus()));
    copy.addEventListener("click", () => copyLink(copy, hooks.link()));
    limit.addEventListener("change", () => hooks.changed({ limit: Number(limit.value) }));
    timeout.addEventListener("change", () => hooks.changed({ timeout: Number(timeout.value) }));
  }

  /** @param {import("./state.js").Console} state */
  show({ query, run }) {
    const { cancel, limit, timeout } = this.parts;
    choose(limit, query.limit);
    choose(timeout, query.timeout);
    cancel.hidden = run.phase !== "running";
    cancel.disabled = run.phase === "running" && run.cancelling;
  }
}

/**
 * Choose a number in a list; one that is not there is added, null is the one chosen at first.
 * @param {HTMLSelectElement} select
 * @param {number | null} value
 */
function choose(select, value) {
  const first = [...select.options].find((option) => option.defaultSelected)?.value ?? select.options[0].value;
  const wanted = value === null ? first : String(value);
  if (![...select.options].some((option) => option.value === wanted)) select.add(new Option(wanted, wanted));
  select.value = wanted;
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} link
 */
async function copyLink(button, link) {
  const done = await navigator.clipboard?.writeText(link).then(() => true, () => false);
  button.textContent = done ? "Copied" : "It is in the address bar";
  setTimeout(() => (button.textContent = "Copy link"), COPIED_MS);
}
