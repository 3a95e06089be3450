/*
 * Asks for the whole map while the scripts that draw it are still on their way; `ask` takes the answer from here. A
 * classic script, since modules run too late.
 */
(() => {
  const { root = "/", version } = document.documentElement.dataset;
  const up = (/** @type {number} */ px) => Math.ceil(px / 240) * 240;
  const address = `${root.replace(/\/$/, "")}/api/v1/map/${version}/view?fit_width=${up(innerWidth)}&fit_height=${up(innerHeight)}`;
  const response = fetch(address, { headers: { Accept: "application/json" } });
  response.catch(() => {}); // whoever takes it hears of it
  Object.assign(globalThis, { lineageEarly: { address, response } });
})();
