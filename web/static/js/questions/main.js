/** A question's page: fields that complete models, and the map or the graph of the answer that the page holds. */

import { go, here, query } from "../address.js";
import { facetValues, proposes } from "../proposals.js";
import { completes } from "../search/combobox.js";

for (const label of document.querySelectorAll("[data-completes]")) {
  const field = label.querySelector("input");
  if (!(label instanceof HTMLElement) || !field) continue;
  const box = completes(label, field, {
    name: label.dataset.completes ?? "",
    chosen: (id) => {
      field.value = id;
    },
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && box.choose()) event.preventDefault();
  });
}

for (const field of document.querySelectorAll("[data-facet]"))
  if (field instanceof HTMLInputElement && field.list)
    proposes(field, field.list, (like, signal) => facetValues(field.dataset.facet ?? "", like, signal));

const panel = document.getElementById("drawn");
if (panel) draw(panel);

/** @param {HTMLElement} panel */
async function draw(panel) {
  const answer = JSON.parse(panel.dataset.answer ?? "{}");
  if (panel.dataset.view === "graph") {
    const { picture } = await import("../cypher/picture.js");
    return panel.replaceChildren(...picture(answer));
  }
  const { litMap } = await import("../cypher/onmap.js");
  const list = query();
  list.delete("view");
  litMap(panel, answer, document.documentElement.dataset.version ?? "", () => go(`${here().pathname}?${list}`));
}
