import { describeModel, modelFiles, type FileSource } from "@nestvec/core";

/**
 * The files that one exit of a model needs, by their paths in the source, sorted: its graphs, the weights that they read, the tokenizer, and
 * whatever is read to know the model.
 * @throws NestvecError MODEL_NOT_FOUND and its like, FILE_MISSING
 */
export async function exitFiles(source: FileSource, layer: number): Promise<readonly string[]> {
  const needed = new Set<string>();
  const watched: FileSource = {
    name: source.name,
    size: (path) => source.size(path),
    read(path) {
      needed.add(path);
      return source.read(path);
    },
    readSlice(path, start, end) {
      needed.add(path);
      return source.readSlice(path, start, end);
    },
  };
  const { exits, tokenizerPath, tokenizerConfigPath } = await describeModel(watched);
  const found = exits.find((exit) => exit.layer === layer);
  for (const graph of found === undefined ? [] : (found.graphs ?? [found.graph])) {
    needed.add(graph);
    for (const { path } of await modelFiles(watched).externalFiles(graph)) needed.add(path);
  }
  needed.add(tokenizerPath);
  if (tokenizerConfigPath !== undefined) needed.add(tokenizerConfigPath);
  // Some are looked for and not there.
  const present = await Promise.all(Array.from(needed, async (path) => ({ path, size: await source.size(path) })));
  return present.flatMap(({ path, size }) => (size === undefined ? [] : [path])).toSorted();
}
