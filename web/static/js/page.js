/**
 * What every page does: the theme button, the search palette, ids to copy, models to compare, keys, and following what is served;
 * in a notebook, where nothing else is, making a picture of it.
 */

import { isFramed, picturing } from "./address.js";
import { mountTray } from "./compare/tray.js";
import { copies } from "./copy.js";
import { byId } from "./dom.js";
import { follow } from "./follow.js";
import { mountKeys } from "./keys.js";
import { mountPalette } from "./search/palette.js";

byId("theme", HTMLButtonElement).addEventListener("click", () => document.dispatchEvent(new CustomEvent("lineage:toggle-theme")));

mountPalette(byId("search", HTMLElement));
mountKeys(byId("key-sheet", HTMLDialogElement));
mountTray(byId("tray", HTMLFormElement));
document.querySelector(".bar nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); // on a telephone the links are a line
if (isFramed) picturing(async () => (await import("./widget/picture.js")).pictureOf(document));
else follow(byId("progress", HTMLElement));
for (const button of document.querySelectorAll("[data-copy-text]"))
  copies(button, () => /** @type {HTMLElement} */ (button).dataset.copyText ?? "");
