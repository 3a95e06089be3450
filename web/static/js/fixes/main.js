/** The fix-it list: each patch goes to the clipboard by a button, where there is one. */

const COPIED_MS = 1600;

for (const button of document.querySelectorAll("[data-copy]")) {
  const patch = button.closest("article")?.querySelector("pre");
  if (!(button instanceof HTMLButtonElement) || !patch || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", () => copy(button, patch.textContent ?? ""));
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} text
 */
async function copy(button, text) {
  const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
  button.textContent = done ? "Copied" : "The browser does not let it";
  setTimeout(() => (button.textContent = "Copy"), COPIED_MS);
}
