import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root folder of the repository. */
export const root: string = fileURLToPath(new URL("../../..", import.meta.url));

/** The text of a file, given by its path from the root. */
export const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** What is in a folder and fits a pattern, as paths from the root with forward slashes. */
function namesIn(folder: string, pattern: RegExp): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => pattern.test(name));
  return folder === "." ? names : names.map((name) => `${folder}/${name}`);
}

/** The documents that readers are sent to, as paths from the root with forward slashes. */
export function documents(): string[] {
  const packages = ["packages", "apps"].flatMap((group) => namesIn(group, /^[^.]/));
  return [".", "docs"].flatMap((folder) => namesIn(folder, /\.md$/)).concat(packages.flatMap((folder) => namesIn(folder, /^README\.md$/)));
}
