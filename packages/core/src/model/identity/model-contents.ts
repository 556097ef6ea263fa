import type { Digest } from "../../platform/platform.ts";
import type { ModelFiles } from "../../runtime/runtime.ts";
import { checkListedSize } from "../files/check-listed-size.ts";
import { configInvalid } from "../../config/config-value.ts";
import { contentDigest, largestWholeGraph, largestWholeWeights } from "../files/content-digest.ts";
import { manifestPath, readManifest, type Manifest, type ManifestFile } from "../files/manifest.ts";
import { onceByKey } from "../files/once-by-key.ts";

/** Short texts that stand for what is in a model's files. Names of files do not come into them. */
export interface ModelContents {
  /** Whether a manifest says what a file holds, so that it is known of graphs that are missing or damaged, too. */
  isListed(path: string): boolean;
  /** What a graph and its weights hold. @throws NestvecError as `check`, where no manifest says it */
  graph(path: string): Promise<string>;
  /** That a graph and its weights are there and whole. @throws NestvecError FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID, CONFIG_INVALID */
  check(path: string): Promise<void>;
  /** What a file without weights holds. @throws NestvecError FILE_MISSING, FILE_TRUNCATED, CONFIG_INVALID */
  file(path: string): Promise<string>;
}

/** From the manifest where there is one, else from the files themselves, of which the large ones are sampled. @throws NestvecError CONFIG_INVALID */
export async function modelContents(files: ModelFiles, digest: Digest): Promise<ModelContents> {
  const manifest = await readManifest(files);
  return manifest === undefined ? sampledContents(files, digest) : manifestContents(files, manifest);
}

function sampledContents(files: ModelFiles, digest: Digest): ModelContents {
  const weights = onceByKey((path: string) => contentDigest(files, path, largestWholeWeights, digest));
  const file = (path: string): Promise<string> => contentDigest(files, path, largestWholeGraph, digest);
  return {
    isListed: () => false,
    file,
    check: (path) => files.checkGraph(path),
    async graph(path) {
      await files.checkGraph(path);
      const read = await files.externalFiles(path);
      const parts = [file(path), ...read.map((external) => weights(external.path))];
      return (await Promise.all(parts)).map((content, index) => `${index === 0 ? "graph" : "weights"} ${content}`).join("\n");
    },
  };
}

function manifestContents(source: ModelFiles, manifest: Manifest): ModelContents {
  const listed = (path: string): ManifestFile => {
    const file = manifest.get(path);
    if (file !== undefined) return file;
    const at = { file: manifestPath, key: `files.${path}`, value: undefined };
    throw configInvalid(at, "there, with the bytes and the sha256 of that file");
  };
  return {
    isListed: (path) => manifest.has(path),
    async file(path) {
      const file = listed(path);
      await checkListedSize(source, path, file);
      return file.sha256;
    },
    async graph(path) {
      const { sha256, externalFiles } = listed(path);
      return [`graph ${sha256}`, ...externalFiles.toSorted().map((external) => `weights ${listed(external).sha256}`)].join("\n");
    },
    async check(path) {
      const graph = listed(path);
      await checkListedSize(source, path, graph);
      for (const external of graph.externalFiles) await checkListedSize(source, external, listed(external), path);
    },
  };
}
