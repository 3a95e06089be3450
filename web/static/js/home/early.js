/*
 * Asks for the whole map while the scripts that draw it are still on their way; `ask` takes the answer from here. Opens
 * the legend where there is room, or as it was left. A classic script, since modules run too late.
 */
(() => {
  const { root = "/", version } = document.documentElement.dataset;
  const up = (/** @type {number} */ px) => Math.ceil(px / 240) * 240;
  const address = `${root.replace(/\/$/, "")}/api/v1/map/${version}/view?fit_width=${up(innerWidth)}&fit_height=${up(innerHeight)}`;
  const response = fetch(address, { headers: { Accept: "application/json" } });
  response.catch(() => {}); // whoever takes it hears of it
  Object.assign(globalThis, { lineageEarly: { address, response } });
  let left = null;
  try {
    left = sessionStorage.getItem("lineage:legend");
  } catch {} // a window that keeps nothing
  const isRoomy = matchMedia("(width > 720px) and (height > 480px)").matches; // as in sheet.js
  document.documentElement.classList.toggle("legend-open", left ? left === "open" : isRoomy);
})();
