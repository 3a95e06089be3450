/** The fix-it list: each patch goes to the clipboard by a button. */

import { copies } from "../copy.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  const patch = button.closest("article")?.querySelector("pre");
  if (patch) copies(button, () => patch.textContent ?? "");
}
