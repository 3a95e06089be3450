"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const canvas = document.getElementById("map"), said = document.getElementById("said"), find = document.getElementById("find");
const context = canvas.getContext("2d"), size = data.ids.length, dark = matchMedia("(prefers-color-scheme: dark)");
const missing = new Set(data.missing), shown = data.legend.map(() => true), order = [...data.ids.keys()].sort((a, b) => data.r[b] - data.r[a]);
const MOST_LINES = 30000, MOST_LABELS = 28, CELL = 8;
let view = { x: 0, y: 0, scale: 1 }, chosen = -1, pointed = -1, waiting = false;

const cells = new Map();
const cell = (x, y) => `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
for (let i = 0; i < size; i++) {
  const key = cell(data.x[i], data.y[i]);
  cells.has(key) ? cells.get(key).push(i) : cells.set(key, [i]);
}

const colour = (relation) => data.legend[relation][dark.matches ? "dark" : "light"];
const toScreen = (i) => [(data.x[i] - view.x) * view.scale + canvas.clientWidth / 2, (data.y[i] - view.y) * view.scale + canvas.clientHeight / 2];
const toMap = (x, y) => [(x - canvas.clientWidth / 2) / view.scale + view.x, (y - canvas.clientHeight / 2) / view.scale + view.y];
const onScreen = ([x, y], r) => x > -r && y > -r && x < canvas.clientWidth + r && y < canvas.clientHeight + r;

function whole() {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < size; i++) {
    left = Math.min(left, data.x[i] - data.r[i]); right = Math.max(right, data.x[i] + data.r[i]);
    top = Math.min(top, data.y[i] - data.r[i]); bottom = Math.max(bottom, data.y[i] + data.r[i]);
  }
  if (!size) return;
  const fits = Math.min(canvas.clientWidth / (right - left + 3), canvas.clientHeight / (bottom - top + 3));
  view = { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.min(fits, 40) };
  draw();
}

function draw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; paint(); });
}

function paint() {
  const ratio = devicePixelRatio || 1, style = getComputedStyle(document.body);
  canvas.width = canvas.clientWidth * ratio; canvas.height = canvas.clientHeight * ratio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  lines();
  for (let relation = 0; relation < shown.length; relation++) dots(relation);
  for (const i of [pointed, chosen]) if (i >= 0) ring(i, style.getPropertyValue("--focus"));
  labels(style.color, style.backgroundColor);
}

function lines() {
  const drawn = Math.min(data.of.length, MOST_LINES);
  context.lineWidth = 1;
  context.globalAlpha = data.of.length > 2000 ? 0.18 : 0.4;
  for (let relation = 0; relation < shown.length - 1; relation++) {
    if (!shown[relation]) continue;
    context.beginPath();
    context.strokeStyle = colour(relation);
    for (let e = 0; e < drawn; e++) {
      if (data.of[e] !== relation) continue;
      context.moveTo(...toScreen(data.ends[2 * e]));
      context.lineTo(...toScreen(data.ends[2 * e + 1]));
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

function dots(relation) {
  if (!shown[relation]) return;
  context.fillStyle = colour(relation);
  context.beginPath();
  for (let i = 0; i < size; i++) {
    if (data.relation[i] !== relation) continue;
    const at = toScreen(i), r = Math.max(data.r[i] * view.scale, 0.6);
    if (!onScreen(at, r)) continue;
    if (r < 1.2) { context.rect(at[0] - r, at[1] - r, 2 * r, 2 * r); continue; }
    context.moveTo(at[0] + r, at[1]);
    context.arc(at[0], at[1], r, 0, 2 * Math.PI);
  }
  context.fill();
}

function ring(i, colour) {
  const [x, y] = toScreen(i);
  context.beginPath();
  context.arc(x, y, data.r[i] * view.scale + 3, 0, 2 * Math.PI);
  context.strokeStyle = colour; context.lineWidth = 2.5;
  context.stroke();
}

function labels(text, ground) {
  const taken = [];
  context.font = "600 12px system-ui, sans-serif"; context.textAlign = "center"; context.textBaseline = "bottom";
  context.lineWidth = 3.5; context.strokeStyle = ground; context.fillStyle = text; context.lineJoin = "round";
  for (const i of chosen >= 0 ? [chosen, ...order.slice(0, 4000)] : order.slice(0, 4000)) {
    if (taken.length >= MOST_LABELS) break;
    const [x, y] = toScreen(i), r = data.r[i] * view.scale;
    if (!shown[data.relation[i]] || !onScreen([x, y], 0) || (r < 3 && i !== chosen)) continue;
    const half = context.measureText(data.ids[i]).width / 2 + 4, middle = Math.min(Math.max(x, half), canvas.clientWidth - half);
    const bottom = Math.max(y - r - 2, 16), box = [middle - half, bottom - 16, middle + half, bottom];
    if (taken.some((o) => box[0] < o[2] && box[2] > o[0] && box[1] < o[3] && box[3] > o[1])) continue;
    taken.push(box);
    context.strokeText(data.ids[i], middle, bottom);
    context.fillText(data.ids[i], middle, bottom);
  }
}

function nearest(x, y) {
  const [mx, my] = toMap(x, y), reach = Math.max(1, Math.min(4, Math.ceil(8 / view.scale / CELL)));
  let best = -1, least = Infinity;
  for (let dx = -reach; dx <= reach; dx++) for (let dy = -reach; dy <= reach; dy++)
    for (const i of cells.get(cell(mx + dx * CELL, my + dy * CELL)) ?? []) {
      const far = Math.hypot(data.x[i] - mx, data.y[i] - my) - data.r[i];
      if (shown[data.relation[i]] && far < least) [best, least] = [i, far];
    }
  return least * view.scale < 8 ? best : -1;
}

/** What is known of a model, and why the rest is not. */
function factsOf(i) {
  const facts = Object.entries(data.facts), told = ([name, values]) => `${name}: ${values[i]?.toLocaleString("en") ?? data.absent[name]}`;
  if (!missing.has(i)) return facts.map(told);
  const [known, unknown] = [facts.filter(([, values]) => values[i] !== null), facts.filter(([, values]) => values[i] === null)];
  return unknown.length ? [...known.map(told), `${data.not_there}; not known: ${unknown.map(([name]) => name).join(", ")}`] : known.map(told);
}

function say(i) {
  said.hidden = i < 0;
  if (i < 0) return;
  said.replaceChildren(Object.assign(document.createElement("strong"), { textContent: data.ids[i] }), `\n${data.legend[data.relation[i]].name}\n${factsOf(i).join(" · ")}`);
  if (data.hub) {
    const address = data.hub + data.ids[i].split("/").map(encodeURIComponent).join("/");
    said.append("\n", Object.assign(document.createElement("a"), { href: address, textContent: "On the Hub", rel: "noopener noreferrer" }));
  }
}

function choose(i, centred) {
  chosen = i;
  if (centred && i >= 0) view = { x: data.x[i], y: data.y[i], scale: Math.max(view.scale, 14) };
  say(i);
  draw();
}

function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const [mx, my] = toMap(x, y);
  view.scale = Math.min(Math.max(view.scale * factor, 1e-4), 200);
  const [nx, ny] = toMap(x, y);
  view.x += mx - nx; view.y += my - ny;
  draw();
}

const fingers = new Map();
let moved = 0;
canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); fingers.set(event.pointerId, event); moved = 0; });
canvas.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) {
    const near = nearest(event.offsetX, event.offsetY);
    if (near !== pointed) { pointed = near; say(near >= 0 ? near : chosen); draw(); }
    return;
  }
  const others = [...fingers.values()].filter((one) => one.pointerId !== event.pointerId);
  if (others.length) {
    const far = (one) => Math.hypot(one.offsetX - others[0].offsetX, one.offsetY - others[0].offsetY);
    zoom(far(event) / Math.max(far(before), 1), (event.offsetX + others[0].offsetX) / 2, (event.offsetY + others[0].offsetY) / 2);
  } else {
    view.x -= (event.offsetX - before.offsetX) / view.scale; view.y -= (event.offsetY - before.offsetY) / view.scale;
    draw();
  }
  moved += Math.abs(event.offsetX - before.offsetX) + Math.abs(event.offsetY - before.offsetY);
  fingers.set(event.pointerId, event);
});
for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => {
  fingers.delete(event.pointerId);
  if (name === "pointerup" && moved < 5) choose(nearest(event.offsetX, event.offsetY), false);
});
canvas.addEventListener("wheel", (event) => { event.preventDefault(); zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY); }, { passive: false });
canvas.addEventListener("keydown", (event) => {
  const step = 60 / view.scale, moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
  if (moves) { view.x += moves[0]; view.y += moves[1]; draw(); }
  else if (event.key === "+" || event.key === "=") zoom(1.4);
  else if (event.key === "-") zoom(1 / 1.4);
  else if (event.key === "0") whole();
  else if (event.key === "Escape") choose(-1, false);
  else return;
  event.preventDefault();
});
document.getElementById("closer").onclick = () => zoom(1.4);
document.getElementById("farther").onclick = () => zoom(1 / 1.4);
document.getElementById("whole").onclick = whole;

find.addEventListener("input", () => {
  const text = find.value.trim().toLowerCase();
  const hits = text ? order.filter((i) => data.ids[i].toLowerCase().includes(text)).slice(0, 12) : [];
  document.getElementById("found").replaceChildren(...hits.map((i) => Object.assign(document.createElement("option"), { value: data.ids[i] })));
  const exact = hits.find((i) => data.ids[i].toLowerCase() === text);
  if (exact !== undefined) choose(exact, true);
});
find.addEventListener("keydown", (event) => {
  const text = find.value.trim().toLowerCase();
  if (event.key === "Enter" && text) choose(order.find((i) => data.ids[i].toLowerCase().includes(text)) ?? -1, true);
});

const counts = data.legend.map(() => 0);
for (const relation of data.relation) counts[relation]++;
data.legend.forEach((one, relation) => {
  if (!counts[relation]) return;
  const button = Object.assign(document.createElement("button"), { textContent: `${one.name} ${counts[relation].toLocaleString("en")}` });
  button.setAttribute("aria-pressed", "true");
  button.style.setProperty("--colour", colour(relation));
  dark.addEventListener("change", () => button.style.setProperty("--colour", colour(relation)));
  button.onclick = () => { shown[relation] = !shown[relation]; button.setAttribute("aria-pressed", String(shown[relation])); draw(); };
  document.getElementById("legend").append(button);
});
dark.addEventListener("change", draw);
new ResizeObserver(draw).observe(canvas);
whole();
