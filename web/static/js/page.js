/** What every page does: the theme button and the search palette. */

import { byId } from "./dom.js";
import { mountPalette } from "./search/palette.js";

const theme = byId("theme", HTMLButtonElement);
theme.hidden = false;
theme.addEventListener("click", () => document.dispatchEvent(new CustomEvent("lineage:toggle-theme")));

mountPalette(byId("search", HTMLElement));
