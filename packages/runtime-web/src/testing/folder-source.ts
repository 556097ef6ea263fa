import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels, type ReferenceModel } from "@nestvec/conformance";
import { memorySource, type FileSource } from "@nestvec/core";

/** The folder of the bundled model. */
export const mini: string = fileURLToPath(new URL("../../../model-mini", import.meta.url));

/** The folder of a reference model. */
const folderOf = (model: ReferenceModel): string => (model === "nestvec-mini" ? mini : fileURLToPath(new URL(model, referenceModels)));

/** A folder's files, whose weights pass through JavaScript as in a browser: none of them can be located. */
function folderSource(folder: string): FileSource {
  const read = async (path: string): Promise<FileSource> => {
    const bytes = await readFile(join(folder, path)).catch(() => undefined);
    return memorySource(bytes === undefined ? {} : { [path]: bytes }, folder);
  };
  return {
    name: folder,
    size: async (path) => (await read(path)).size(path),
    read: async (path) => (await read(path)).read(path),
    readSlice: async (path, start, end) => (await read(path)).readSlice(path, start, end),
  };
}

/** A reference model's files. */
export const modelSource = (model: ReferenceModel): FileSource => folderSource(folderOf(model));
