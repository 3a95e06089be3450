/* Dark or light, set before the first paint: what was chosen here, else what the system prefers. A classic script, since modules run too late. */
(() => {
  const KEY = "lineage-theme";
  const system = matchMedia("(prefers-color-scheme: light)");

  /** @returns {string | null} */
  function chosen() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is refused in some private windows: follow the system
    }
  }

  /** @param {string} theme */
  function show(theme) {
    if (document.documentElement.dataset.theme === theme) return;
    document.documentElement.dataset.theme = theme;
    document.dispatchEvent(new CustomEvent("lineage:theme", { detail: theme }));
  }

  function apply() {
    show(chosen() ?? (system.matches ? "light" : "dark"));
  }

  system.addEventListener("change", apply);
  addEventListener("beforeprint", () => show("light")); // paper is white
  addEventListener("afterprint", apply);
  addEventListener("storage", apply);
  document.addEventListener("lineage:toggle-theme", () => {
    const next = document.documentElement.dataset.theme === "light" ? "dark" : "light";
    try {
      localStorage.setItem(KEY, next);
    } catch {
      document.documentElement.dataset.theme = next;
    }
    apply();
  });
  apply();
})();
