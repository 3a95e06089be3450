/** The sheet of keys: "?" opens it, Escape or its button closes it, and the focus goes back to where it was. */

import { isWriting } from "./dom.js";

/** @param {HTMLDialogElement} sheet */
export function mountKeys(sheet) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event)) return;
    event.preventDefault();
    if (sheet.open) sheet.close();
    else sheet.showModal();
  });
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close()); // beside it
}
