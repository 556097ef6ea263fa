/**
 * A path as a file of the model gives it, with `.` and doubled slashes taken out; undefined where it is empty, absolute, a URL, or
 * climbs out with `..`. A model must not make its reader open files elsewhere.
 */
export function relativePath(path: string): string | undefined {
  if (/^([/\\]|[a-z][a-z0-9+.-]*:)/i.test(path) || path.includes("\0")) return undefined;
  if (path.split(/[/\\]/).includes("..")) return undefined;
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  return segments.length === 0 ? undefined : segments.join("/");
}

/** The folder that a path lies in, with its closing slash; empty at the root. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);
