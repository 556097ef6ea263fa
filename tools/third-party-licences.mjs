// A plugin of esbuild that writes down the licences of the packages that it put into a build, as those ask for.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { root } from "./run/workspace.mjs";

export const licencesFile = "THIRD-PARTY-LICENSES.txt";

/**
 * Writes THIRD-PARTY-LICENSES.txt beside the build: each package that is inside, its version, and the text of its licence.
 * @returns {import("esbuild").Plugin}
 */
export function thirdPartyLicences() {
  return {
    name: "third-party-licences",
    setup({ initialOptions, onEnd }) {
      initialOptions.metafile = true;
      onEnd(({ metafile }) => {
        if (metafile === undefined || initialOptions.outdir === undefined) return;
        const folder = initialOptions.absWorkingDir ?? process.cwd();
        // What is inside is what outputs are made of: esbuild also reads files that it then leaves out.
        const inside = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
        const outdir = resolve(folder, initialOptions.outdir);
        mkdirSync(outdir, { recursive: true });
        writeFileSync(join(outdir, licencesFile), licencesText(inside.map((file) => resolve(folder, file))));
      });
    },
  };
}

/**
 * The notices of the packages that files come from; files outside node_modules are ours.
 * @param {readonly string[]} files
 */
export function licencesText(files) {
  const folders = new Set(files.flatMap((file) => packageFolder(file) ?? []));
  const notices = [...folders].map(notice).toSorted((a, b) => (a < b ? -1 : 1));
  return `This package holds code of the packages below, under their licences.\n\n${notices.join("\n")}`;
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
function packageFolder(file) {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(file)?.[0];
}

/** @param {string} folder */
function notice(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)([.-].*)?$/i.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  const { name, version, license } = manifest;
  return `${"-".repeat(80)}\n${name} ${version} (${license})\n\n${texts.length > 0 ? texts.join("\n\n") : standardText(manifest)}\n`;
}

/**
 * The text of a licence that a package only names. MIT's asks for its text and for who holds the copyright.
 * @param {{ name: string, version: string, license?: unknown, author?: string | { name: string } }} manifest
 */
function standardText({ name, version, license, author }) {
  const holder = typeof author === "object" ? author.name : author;
  if (license !== "MIT" || holder === undefined) {
    throw new Error(`${name} ${version} is part of a build, and has no file with its licence (${String(license)}).`);
  }
  return readFileSync(join(root, "LICENSE-MIT"), "utf8")
    .replace(/^Copyright .*$/m, `Copyright (c) ${holder}`)
    .trim();
}
