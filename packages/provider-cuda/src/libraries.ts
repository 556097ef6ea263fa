import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";

/** A library of ONNX Runtime's CUDA provider. */
export interface Library {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The Python package that holds the libraries, of the version of @nestvec/onnxruntime's binaries. A test compares the two. */
export const pythonPackage = { name: "onnxruntime-gpu", version: "1.30.0" } as const;

/** What @nestvec/onnxruntime's library loads from its own folder, built for CUDA 13. They are of just its version: another one's would crash. */
export const libraries: readonly Library[] = [
  {
    name: "libonnxruntime_providers_shared.so",
    bytes: 14_632,
    sha256: "086ec1d5388f64153d9c63470d126693db9a182c8ce236d3a1119068471b8a0d",
  },
  {
    name: "libonnxruntime_providers_cuda.so",
    bytes: 272_049_904,
    sha256: "35da2e7ed0dd0d1aec5cdb16ce11a51d06c0c48cf62d1b1c9332946a4fae14fc",
  },
];

/** The libraries that are not in a folder with their size, by name. */
export async function missingLibraries(folder: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const { name, bytes } of libraries) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.size !== bytes) missing.push(name);
  }
  return missing;
}

/** What is wrong with a file that should be a library, as a sentence without its end; undefined where it is the very one. */
export async function libraryProblem(file: string, { name, sha256 }: Library): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for await (const part of createReadStream(file)) hash.update(part as Buffer);
  } catch {
    return `${file} cannot be read`;
  }
  const found = hash.digest("hex");
  return found === sha256
    ? undefined
    : `${file} is another ${name} than that of ${pythonPackage.name} ${pythonPackage.version}: its sha256 is ${found}, not ${sha256}`;
}
