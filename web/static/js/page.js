/** What every page does: the theme button, the search palette, and following what is served. */

import { byId } from "./dom.js";
import { follow } from "./follow.js";
import { mountPalette } from "./search/palette.js";

const theme = byId("theme", HTMLButtonElement);
theme.hidden = false;
theme.addEventListener("click", () => document.dispatchEvent(new CustomEvent("lineage:toggle-theme")));

mountPalette(byId("search", HTMLElement));
follow(byId("progress", HTMLElement));
