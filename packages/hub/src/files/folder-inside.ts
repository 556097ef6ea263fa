import { mkdir, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { NestvecError } from "@nestvec/core";
import { namingProblem, pathProblem } from "@nestvec/core/download";
import { notWritable, systemCode } from "./system-problem.ts";

/**
 * Where a file of a repository goes in a folder. Makes the folders that it lies in, none of which may lead elsewhere by a link.
 * @throws NestvecError FILE_NOT_WRITABLE
 */
export async function placeInside(root: string, path: string): Promise<string> {
  const problem = pathProblem(path) ?? namingProblem(path);
  if (problem !== undefined) throw new NestvecError("FILE_NOT_WRITABLE", { file: path, problem });
  const place = join(root, ...path.split("/"));
  try {
    await mkdir(dirname(place), { recursive: true });
    const [inside, folder] = await Promise.all([realpath(root), realpath(dirname(place))]);
    if (folder === inside || folder.startsWith(inside.endsWith(sep) ? inside : inside + sep)) return place;
  } catch (cause) {
    if (!["EEXIST", "ENOTDIR"].includes(systemCode(cause) ?? "")) throw notWritable(place, cause);
    throw new NestvecError("FILE_NOT_WRITABLE", { file: place, problem: "a part of its path is a file, not a folder" }, { cause });
  }
  throw new NestvecError("FILE_NOT_WRITABLE", { file: place, problem: `a link on the way leads out of ${root}` });
}
