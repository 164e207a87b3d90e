// Bundles css/, js/ and the icon sprite into lianxin/web/static/built, and prints what each weighs.
// `node build.mjs` builds once; `node build.mjs --watch` builds again on every change.
import { copyFileSync, mkdirSync, readFileSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "..", "lianxin", "web", "static", "built");
const LIMIT_KB = 40; // gzip, what every page of a citizen loads: an old phone on a slow line

const options = {
  entryPoints: ["js/app.js", "css/app.css", "css/staff.css", "verify.js", "js/files.js", "js/work.js", "js/screening.js", "js/cite.js", "js/worker.js", "js/charts.js", "a5.css"].map((name) => join(here, name)),
  outdir: built,
  bundle: true,
  minify: true,
  legalComments: "none",
  target: ["chrome87", "firefox78", "safari14.1"],
  entryNames: "[name]",
  logLevel: "warning",
};

async function build() {
  mkdirSync(built, { recursive: true });
  await esbuild.build(options);
  for (const name of ["icons.svg", "mark.svg"]) copyFileSync(join(here, name), join(built, name));
  let total = 0;
  for (const name of ["app.css", "app.js", "icons.svg"]) {
    const weight = gzipSync(readFileSync(join(built, name))).length / 1000;
    total += weight;
    console.log(`${name.padEnd(10)} ${weight.toFixed(1)} kB gz`);
  }
  console.log(`${"all".padEnd(10)} ${total.toFixed(1)} kB gz`);
  if (total > LIMIT_KB) throw new Error(`heavier than ${LIMIT_KB} kB`);
}

await build();
if (process.argv.includes("--watch")) {
  let waiting;
  watch(here, { recursive: true }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => build().catch((error) => console.error(error.message)), 100);
  });
}
