import type { Digest } from "../platform.ts";
import type { ModelFiles } from "../runtime.ts";
import { checkWeights } from "./check-weights.ts";
import { configInvalid } from "./config-value.ts";
import { contentDigest, largestWholeGraph, largestWholeWeights } from "./content-digest.ts";
import { isGraph, manifestPath, readManifest, type Manifest } from "./manifest.ts";
import { onceByKey } from "./once-by-key.ts";

/** Short texts that stand for what is in a model's files. Names of files do not come into them. */
export interface ModelContents {
  /** The graphs of the model that are known of, whether they are there or not. */
  readonly graphs: readonly string[];
  /** What a graph and its weights hold. @throws NestvecError FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID, CONFIG_INVALID */
  graph(path: string): Promise<string>;
  /** What a file without weights holds. @throws NestvecError FILE_MISSING, CONFIG_INVALID */
  file(path: string): Promise<string>;
}

/** From the manifest where there is one, else from the files themselves, of which the large ones are sampled. @throws NestvecError CONFIG_INVALID */
export async function modelContents(files: ModelFiles, present: readonly string[], digest: Digest): Promise<ModelContents> {
  const manifest = await readManifest(files);
  return manifest === undefined ? sampledContents(files, present, digest) : manifestContents(manifest);
}

function sampledContents(files: ModelFiles, graphs: readonly string[], digest: Digest): ModelContents {
  const weights = onceByKey((path) => contentDigest(files, path, largestWholeWeights, digest));
  const file = (path: string): Promise<string> => contentDigest(files, path, largestWholeGraph, digest);
  return {
    graphs,
    file,
    async graph(path) {
      await checkWeights(files, path);
      const parts = [`graph ${await file(path)}`];
      for (const external of await files.externalFiles(path)) parts.push(`weights ${await weights(external.path)}`);
      return parts.join("\n");
    },
  };
}

function manifestContents(manifest: Manifest): ModelContents {
  const sha256 = (path: string): string => {
    const listed = manifest.get(path);
    if (listed === undefined)
      throw configInvalid(
        { file: manifestPath, key: `files.${path}`, value: undefined },
        "there, with the bytes and the sha256 of that file",
      );
    return listed.sha256;
  };
  return {
    graphs: [...manifest.keys()].filter(isGraph),
    file: async (path) => sha256(path),
    async graph(path) {
      const weights = manifest.get(path)?.externalFiles ?? [];
      return [`graph ${sha256(path)}`, ...weights.toSorted().map((external) => `weights ${sha256(external)}`)].join("\n");
    },
  };
}
