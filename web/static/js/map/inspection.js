/** What tests and benchmarks read of a map, as `lineageMap`. */

/**
 * @param {{ store: import("./store.js").Store, navigation: import("./navigation.js").Navigation, selector: import("./selection.js").Selector, hover: import("./hover.js").Hover, loop: import("./frames.js").DrawingLoop, lit: unknown[] | null }} map
 */
export function inspection(map) {
  return {
    get ready() {
      return map.store.base.length > 0 && !map.navigation.moving && map.store.pending === 0;
    },
    get drawn() {
      return map.loop.last.drawn;
    },
    get frameMs() {
      return map.loop.last.ms;
    },
    get camera() {
      return map.navigation.camera;
    },
    get extent() {
      return map.store.extent;
    },
    get picked() {
      return map.hover.picked;
    },
    get selected() {
      return map.selector.selected?.id ?? null;
    },
    get colour() {
      return map.store.legend?.colour ?? "relation";
    },
    get lit() {
      return map.lit ?? [];
    },
  };
}
