/**
 * Makes web/static/vendor anew: every library the pages use as one ES module, its styles, its types and its packages' licences beside it.
 *
 * `npm ci && npm run build` here. The result is committed, so that neither users nor the tests need this.
 */

import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "../static/vendor");
// The package whose version names the folder, then those that it holds within itself, where the bundler cannot see them.
const LIBRARIES = { codemirror: ["codemirror"], dagre: ["@dagrejs/dagre", "@dagrejs/graphlib"], uplot: ["uplot"] };
const STYLES = { uplot: "uplot/dist/uPlot.min.css" };
const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;

mkdirSync(OUT, { recursive: true });
for (const [name, packages] of Object.entries(LIBRARIES)) await make(name, packages);

/**
 * One library's folder, named after the version of its leading package.
 * @param {string} name of the entry here
 * @param {string[]} within packages it surely holds, the leading one first
 */
async function make(name, within) {
  const bundled = await build({
    absWorkingDir: HERE,
    entryPoints: [`${name}.js`],
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    charset: "utf8",
    metafile: true,
    write: false,
  });
  const packages = [...new Set([...within, ...used(bundled.metafile)])].sort();
  const folder = join(OUT, `${name}-${manifest(within[0]).version}`);
  for (const old of readdirSync(OUT)) if (old.startsWith(`${name}-`)) rmSync(join(OUT, old), { recursive: true });
  mkdirSync(folder, { recursive: true });
  const banner = `/* ${packages.map((found) => `${found} ${manifest(found).version}`).join(", ")}: see LICENSE. Made by web/vendoring. */\n`;
  writeFileSync(join(folder, `${name}.js`), banner + bundled.outputFiles[0].text);
  copyFileSync(join(HERE, `${name}.d.ts`), join(folder, `${name}.d.ts`));
  if (name in STYLES) copyFileSync(join(HERE, "node_modules", STYLES[name]), join(folder, `${name}.css`));
  writeFileSync(join(folder, "LICENSE"), packages.map(licence).join("\n\n"));
}

/**
 * The packages that left something in a bundle, in order of name.
 * @param {import("esbuild").Metafile} metafile
 */
function used(metafile) {
  const [output] = Object.values(metafile.outputs);
  const inputs = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return [...new Set(inputs.flatMap(([path]) => PACKAGE.exec(path)?.[1] ?? []))].sort();
}

/** @param {string} name */
function manifest(name) {
  return JSON.parse(readFileSync(join(HERE, "node_modules", name, "package.json"), "utf8"));
}

/** @param {string} name */
function licence(name) {
  const folder = join(HERE, "node_modules", name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} brings no licence`);
  return `${name} ${manifest(name).version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}
