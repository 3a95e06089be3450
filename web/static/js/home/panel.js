/** The details of the selected model, beside the map. */

import { compareBox } from "../compare/tray.js";
import { h, idLabel, mark, ratio } from "../dom.js";
import { hubPage, pageOf } from "../links.js";
import { absent, breakdown, count, day, leftOut, licence, shares } from "../words.js";

const MOST_PARENTS = 6;

/**
 * The panel's content for a model.
 * @param {import("../types.js").ModelDetail} model
 * @param {{synthetic: boolean, snapshot: import("../words.js").SnapshotWords, close: () => void}} options
 */
export function details(model, { synthetic, snapshot, close }) {
  const parts = [
    head(model.id, close),
    ...status(model, snapshot),
    h("p", { class: "big" }, ...descendants(model.descendants, snapshot)),
    ...undercount(model, snapshot),
    ...withoutMass(model),
    ...children(model),
    ...parents(model),
    facts(model, snapshot),
    links(model, synthetic),
  ];
  return parts;
}

/**
 * @param {string} id
 * @param {string} message
 * @param {{synthetic: boolean, close: () => void}} options
 */
export function problem(id, message, { synthetic, close }) {
  const hub = h("p", {}, h("a", { class: "button", href: hubPage(id), rel: "noopener noreferrer" }, "Look on the Hub ↗"));
  return [head(id, close), h("p", { class: "muted" }, message), ...(synthetic ? [] : [hub])];
}

/**
 * @param {string} id
 * @param {() => void} close
 */
function head(id, close) {
  const button = h("button", { class: "close", type: "button", "aria-label": "Clear the selection" }, "✕");
  button.addEventListener("click", close);
  return h("header", { class: "selected-head" }, h("h2", {}, h("a", { href: pageOf("models", id) }, idLabel(id))), button);
}

/**
 * @param {import("../types.js").ModelDetail} model
 * @param {import("../words.js").SnapshotWords} snapshot
 */
function status({ status }, { part }) {
  if (status === "listed") return [];
  const meaning = status === "missing" ? [` not in ${part}`] : [];
  return [h("p", { class: "small" }, h("span", { class: "badge badge-warn" }, status), ...meaning)];
}

/**
 * How many descend from a model: of none in a part of the Hub that none is known there.
 * @param {number} models
 * @param {import("../words.js").SnapshotWords} snapshot
 */
function descendants(models, { bound, part }) {
  if (!models) return [h("small", {}, bound ? `no descendant known in ${part}` : "no descendants")];
  return [...(bound ? [h("small", {}, bound)] : []), count(models), " ", h("small", {}, models === 1 ? "descendant" : "descendants")];
}

/**
 * @param {import("../types.js").ModelDetail} model
 * @param {import("../words.js").SnapshotWords} snapshot
 */
function undercount({ undercount }, snapshot) {
  return undercount ? [h("p", { class: "small muted" }, leftOut(snapshot, undercount))] : [];
}

/** @param {import("../types.js").ModelDetail} model */
function withoutMass({ descendants, descendants_without_mass_uploads: without, mass_upload: rule }) {
  const parts = [];
  if (without !== descendants) parts.push(h("p", { class: "small muted" }, `${count(without)} without mass uploads`));
  if (rule) parts.push(h("p", { class: "small" }, h("span", { class: "badge badge-warn" }, "mass upload"), ` ${rule}`));
  return parts;
}

/** @param {import("../types.js").ModelDetail} model */
function children({ id, children }) {
  const parts = shares(children);
  if (!parts.length) return [];
  const rows = parts.map(([relation, number]) =>
    h("li", {}, h("a", { href: `${pageOf("models", id)}?relation=${relation}#children` }, mark(relation)), h("strong", {}, count(number))),
  );
  return [ratio(children), h("h3", {}, "Direct children"), h("ul", { class: "plain", title: breakdown(children) }, ...rows)];
}

/** @param {import("../types.js").ModelDetail} model */
function parents({ parents }) {
  if (!parents.length) return [];
  const rows = parents
    .slice(0, MOST_PARENTS)
    .map((parent) => h("li", {}, h("a", { href: pageOf("models", parent.id), "data-model": parent.id }, idLabel(parent.id)), mark(parent.relation)));
  const left = parents.length - rows.length;
  if (left) rows.push(h("li", { class: "faint" }, `and ${count(left)} more`));
  return [h("h3", {}, parents.length > 1 ? `Made from ${count(parents.length)} models` : "Made from"), h("ul", { class: "plain" }, ...rows)];
}

/**
 * @param {import("../types.js").ModelDetail} model
 * @param {import("../words.js").SnapshotWords} snapshot
 */
function facts(model, snapshot) {
  /** @type {[string, string, string | null][]} */
  const rows = [
    ["Downloads, 30 days", "downloads", model.downloads === null ? null : count(model.downloads)],
    ["Likes", "likes", model.likes === null ? null : count(model.likes)],
    ["Licence", "license", model.license || model.license_name ? licence(model) : null],
    ["Created", "created_at", model.created_at === null ? null : day(model.created_at)],
    ["Generation", "", count(model.generation)],
  ];
  const cells = rows.flatMap(([name, field, value]) => [
    h("dt", {}, name),
    h("dd", { class: value === null ? "unknown" : null }, value ?? absent(snapshot, field, model.status)),
  ]);
  return h("dl", { class: "facts" }, ...cells);
}

/**
 * @param {import("../types.js").ModelDetail} model
 * @param {boolean} synthetic made-up models have no page on the Hub
 */
function links({ id, status }, synthetic) {
  const hub = h("a", { class: "button", href: hubPage(id), rel: "noopener noreferrer" }, status === "listed" ? "Hub ↗" : "Look on the Hub ↗");
  return h(
    "div",
    { class: "buttons" },
    h("a", { class: "button button-main", href: pageOf("models", id) }, "Details"),
    h("a", { class: "button", href: pageOf("families", id) }, "Subtree"),
    h("a", { class: "button", href: pageOf("table", id) }, "Table"),
    h("a", { class: "button", href: pageOf("outline", id) }, "Outline"),
    compareBox(id),
    ...(synthetic ? [] : [hub]),
  );
}
