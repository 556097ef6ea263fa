import { stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, modelFiles, NestvecError, requireOptions, throwIfAborted, type Embedder, type Signal } from "@nestvec/core";
import { directory } from "../files/directory.ts";
import { filesIn } from "../files/files-in.ts";
import { loadModel, type LoadOptions } from "../open/load-model.ts";
import { modelFolder } from "../open/model-folder.ts";
import { goldenProblem, readGoldenVectors, type GoldenVectors } from "./golden-vectors.ts";
import { listedDigests, type ListedDigest } from "./listed-digests.ts";

/** How a model is verified. Plain data, but for the signal. */
export interface VerifyOptions extends Pick<LoadOptions, "pooling" | "dtype" | "file"> {
  /** The lock file of `nestvec pull`. Default: `nestvec.lock.json` in the current folder. */
  readonly lockFile?: string | undefined;
  /** What the lock file calls the model, `ORG/NAME`. Default: what the hub's cache calls it. */
  readonly repository?: string | undefined;
  readonly signal?: Signal | undefined;
}

/** One thing that was verified. Plain data. */
export interface VerifiedPart {
  readonly what: "digest" | "graph" | "tokenizer and settings" | "golden vectors";
  /** A file's path, or `layer 6`. */
  readonly part: string;
  /** Who says what is right. */
  readonly by: string;
  /** What is wrong; undefined where nothing is. */
  readonly problem: string | undefined;
}

/** What came of verifying a model. Plain data. */
export interface Verification {
  readonly folder: string;
  readonly parts: readonly VerifiedPart[];
  /** Files that a manifest or a lock file lists and that are not here, as in a folder with some of the exits. */
  readonly absent: readonly string[];
  /** Files of which nothing says a digest. */
  readonly withoutDigest: readonly string[];
  /** Whether there were golden vectors to compare with. */
  readonly hasGoldenVectors: boolean;
  /** Whether no part has a problem. */
  readonly isRight: boolean;
}

/**
 * Verifies a model's files: every digest that a manifest, the hub's cache or a lock file states, by reading each file in full; every graph of the folder,
 * used or not, as it is checked before it is opened; tokenizer and settings, by loading them; and, where the folder has golden vectors, what its exits
 * compute, in a child process. What is wrong is a part's `problem`, not an error.
 * @throws NestvecError MODEL_NOT_FOUND, ARGUMENT_INVALID, ABORTED, and CONFIG_INVALID or FILE_NOT_READABLE for a manifest or a lock file that cannot be read
 * @example
 * ```ts
 * import { verifyModel } from "@nestvec/runtime-node";
 *
 * const { isRight, parts } = await verifyModel("nestvec-mini");
 * console.log(isRight, parts.filter(({ what }) => what === "graph").length); // → true 4
 * ```
 */
export async function verifyModel(model: string | URL = "nestvec-mini", options: VerifyOptions = {}): Promise<Verification> {
  requireOptions<VerifyOptions>("verifyModel", options, {
    pooling: true,
    dtype: true,
    file: true,
    lockFile: true,
    repository: true,
    signal: true,
  });
  const { lockFile = "nestvec.lock.json", repository, signal, ...loading } = options;
  const folder = await modelFolder(model);
  const files = await filesIn(folder);
  if (files === undefined)
    throw new NestvecError("FILE_NOT_READABLE", { file: folder, problem: "it is a folder of more than 10,000 files, which no model has" });
  const listed = await listedDigests({ folder, files, lockFile, repository });
  const parts: VerifiedPart[] = [];
  const absent: string[] = [];
  for (const path of new Set(listed.map((digest) => digest.path))) {
    throwIfAborted(signal, "verifying");
    const found = await digestParts(folder, path, listed);
    if (found === undefined) absent.push(path);
    else parts.push(...found);
  }
  const graphs = modelFiles(directory(folder));
  for (const path of files.filter((file) => file.endsWith(".onnx"))) {
    throwIfAborted(signal, "verifying");
    parts.push({ what: "graph", part: path, by: "the checks before opening", problem: await problemOf(() => graphs.checkGraph(path)) });
  }
  let golden: GoldenVectors | undefined;
  const unread = await problemOf(async () => void (golden = await readGoldenVectors(folder)));
  if (unread !== undefined) parts.push({ what: "golden vectors", part: "all", by: "golden.json", problem: unread });
  parts.push(...(await loadedParts(folder, loading, golden, signal)));
  const covered = new Set(listed.map(({ path }) => path));
  return {
    folder,
    parts,
    absent,
    withoutDigest: files.filter((path) => !covered.has(path)),
    hasGoldenVectors: golden !== undefined,
    isRight: parts.every(({ problem }) => problem === undefined),
  };
}

/** The file's digest against each that is listed; undefined where there is no such file. */
async function digestParts(folder: string, path: string, listed: readonly ListedDigest[]): Promise<readonly VerifiedPart[] | undefined> {
  const file = join(folder, path);
  const isFile = await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return undefined;
  const { fileDigests } = await import("@nestvec/hub");
  const found = await fileDigests(file).catch(messageOf);
  return listed
    .filter((digest) => digest.path === path)
    .map(({ kind, digest, by }) => {
      const problem = typeof found === "string" ? `it cannot be read: ${found}` : difference(kind, found[kind], digest);
      return { what: "digest", part: path, by, problem };
    });
}

const difference = (kind: ListedDigest["kind"], found: string, listed: string): string | undefined =>
  found === listed
    ? undefined
    : `its ${kind === "git" ? "git blob id" : "sha256"} begins with ${found.slice(0, 12)}, not ${listed.slice(0, 12)}`;

/** The tokenizer, the settings and, where there are golden vectors, each exit that they have. */
async function loadedParts(
  folder: string,
  loading: LoadOptions,
  golden: GoldenVectors | undefined,
  signal: Signal | undefined,
): Promise<readonly VerifiedPart[]> {
  const parts: VerifiedPart[] = [];
  let embedder: Embedder | undefined;
  // Native code is run in a process of its own: what is wrong with the model must not end the caller's.
  const opening = await problemOf(async () => void (embedder = await loadModel(folder, { ...loading, isolation: "process", signal })));
  parts.push({ what: "tokenizer and settings", part: "all", by: "loading the model", problem: opening });
  if (embedder === undefined) return parts;
  try {
    for (const { layer } of golden === undefined ? [] : (await embedder.info()).exits) {
      if (golden === undefined || golden.cases.every(({ vectors }) => vectors[layer] === undefined)) continue;
      throwIfAborted(signal, "verifying");
      const open = embedder;
      let differs: string | undefined;
      const failed = await problemOf(async () => void (differs = await goldenProblem(open, layer, golden)));
      parts.push({ what: "golden vectors", part: `layer ${layer}`, by: "golden.json", problem: failed ?? differs });
    }
    return parts;
  } finally {
    await embedder.dispose();
  }
}

/** The sentence of an error of ours. What is unexpected, or asked for by a signal, is thrown on. */
async function problemOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (NestvecError.is(error) && error.code !== "ABORTED") return error.message;
    throw error;
  }
}
