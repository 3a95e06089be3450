/** Buttons that copy a text to the clipboard, where the browser has one. */

const COPIED_MS = 1600;

/**
 * Show a button in the place that is kept for it, and have it copy the text.
 * @param {Element} button
 * @param {() => string} text
 */
export function copies(button, text) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) return;
  const name = button.textContent;
  button.classList.remove("unready");
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(text()).then(() => true, () => false);
    button.textContent = done ? "Copied" : "The browser does not let it";
    setTimeout(() => (button.textContent = name), COPIED_MS);
  });
}
