import { relativePath } from "../config/relative-path.ts";

// Windows opens a device for these, whatever their ending.
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\.|$)/i;

/**
 * Why a path that a server lists must not come near a folder: it leads out of it on some system, or hides what it is. Undefined where
 * nothing speaks against it.
 * @example
 * ```ts
 * import { pathProblem } from "@nestvec/core/download";
 *
 * console.log(pathProblem("onnx/model.onnx"), pathProblem("a\\b")); // → undefined it holds a backslash, which parts folders on Windows
 * ```
 */
export function pathProblem(path: string): string | undefined {
  if (path.includes("\0")) return "it holds a NUL character";
  if (path.includes("\\")) return "it holds a backslash, which parts folders on Windows";
  return relativePath(path) === path ? undefined : "it leads out of the folder, or is not written plainly";
}

/**
 * Why a file of this path is not written, on no system, so that a folder can be copied to any: names that some systems take for a device or
 * cannot have. Undefined where nothing speaks against it.
 * @example
 * ```ts
 * import { namingProblem } from "@nestvec/core/download";
 *
 * console.log(namingProblem("onnx/aux.onnx")); // → "aux.onnx" names a device on Windows
 * ```
 */
export function namingProblem(path: string): string | undefined {
  for (const segment of path.split("/")) {
    if (reserved.test(segment)) return `"${segment}" names a device on Windows`;
    if (/[. ]$/.test(segment)) return `"${segment}" ends with a dot or a space, which Windows leaves out`;
    // oxlint-disable-next-line no-control-regex
    if (/[<>:"|?*\u0000-\u001f]/.test(segment)) return `"${segment}" holds a character that Windows does not allow`;
  }
  return undefined;
}

/**
 * Two of some paths that are one file on systems that do not tell capitals or forms of Unicode apart, or of which one is a folder of the other.
 * @example
 * ```ts
 * import { collidingPaths } from "@nestvec/core/download";
 *
 * console.log(collidingPaths(["config.json", "Config.json"])); // → [ 'config.json', 'Config.json' ]
 * ```
 */
export function collidingPaths(paths: readonly string[]): readonly [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const other = seen.get(folded(path));
    if (other !== undefined) return [other, path];
    seen.set(folded(path), path);
  }
  for (const path of paths) {
    const segments = folded(path).split("/");
    for (let depth = 1; depth < segments.length; depth++) {
      const folder = seen.get(segments.slice(0, depth).join("/"));
      if (folder !== undefined) return [folder, path];
    }
  }
  return undefined;
}

/** The same for all paths that some systems take for one. */
const folded = (path: string): string => path.normalize("NFC").toLowerCase();
