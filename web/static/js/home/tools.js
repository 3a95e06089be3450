/** The buttons beside the map, and what is fetched once it stands: the minimap. */

import { byId } from "../dom.js";

const STEP = 2;
const ROOMY = "(width > 1180px) and (height > 560px)"; // where a minimap covers nothing else

/**
 * @param {ReturnType<import("../map/index.js").mountMap>} map
 * @param {HTMLElement} host
 */
export function listenToTools(map, host) {
  const atlas = /** @type {HTMLElement} */ (host.parentElement);
  const does = {
    "zoom-in": () => map.zoomBy(STEP),
    "zoom-out": () => map.zoomBy(1 / STEP),
    "zoom-home": () => map.showWhole(),
    "full-screen": () => (document.fullscreenElement ? document.exitFullscreen() : atlas.requestFullscreen()),
  };
  for (const [id, act] of Object.entries(does)) byId(id, HTMLElement).addEventListener("click", act);
  byId("full-screen", HTMLElement).hidden = !document.fullscreenEnabled;
  host.addEventListener("lineage:frame", function first() {
    if (map.navigation.isWhole || map.navigation.moving || !matchMedia(ROOMY).matches) return;
    host.removeEventListener("lineage:frame", first);
    import("./minimap.js").then(({ mountMinimap }) => mountMinimap(map, host));
  });
}
