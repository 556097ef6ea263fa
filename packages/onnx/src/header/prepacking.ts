import { placeOf } from "../check/external-data.ts";
import type { GraphFile } from "../walk/file-window.ts";
import { nodeRecords } from "../walk/node-records.ts";
import type { RecordWatch } from "../walk/records.ts";
import { walkOnnx } from "../walk/walk-onnx.ts";

/** What decides whether the prepacked weights of a graph are worth keeping. */
export interface Prepacking {
  /** The files of weights that the graph reads, by the names that it has for them, in order. */
  readonly files: readonly string[];
  /** Bytes of the weights in those files, as float32 where they are cast: what does not depend on inputs is computed when the graph is opened. */
  readonly bytes: number;
  /** Why they are not to be kept: `Gather reads "table", a table of 786432000 bytes`; undefined where nothing speaks against it. */
  readonly obstacle: string | undefined;
}

/** A larger table of which a run reads a few rows would be copied as a whole. */
const largestTable = 1 << 20;

// ONNX Runtime writes these weights, and reads them back as NaN without an error (seen with 1.30).
const neverPrepacked = /NBits$|Bnb4$/;

/**
 * Reads whether the prepacked weights of a graph may be kept in a file. Those of a branch or a function speak against it, since ONNX Runtime names them apart.
 * @throws GraphFileError
 */
export async function readPrepacking(file: GraphFile): Promise<Prepacking> {
  const files = new Set<string>();
  const sizes = new Map<string, number>();
  const floatSizes = new Map<string, number>();
  const gathered = new Set<string>();
  const cast = new Set<string>();
  const obstacles: string[] = [];
  const watch: RecordWatch = {
    tensor(tensor) {
      const place = placeOf(tensor);
      if (place === undefined) return;
      if (!tensor.isOwn) obstacles.push(`"${tensor.name}" is not one of the graph's own tensors`);
      const size = place.end - place.start;
      files.add(place.file);
      sizes.set(tensor.name, size);
      floatSizes.set(
        tensor.name,
        tensor.dimensions.reduce((product, dimension) => product * dimension, 4),
      );
    },
    node({ operator, inputs: [first] }) {
      if (neverPrepacked.test(operator)) obstacles.push(`it has the operator ${operator}`);
      if (operator === "Cast" && first !== undefined) cast.add(first);
      if (operator.startsWith("Gather") && first !== undefined) gathered.add(first);
    },
  };
  await walkOnnx(file, [nodeRecords([watch])]);
  const table = [...gathered].find((name) => (sizes.get(name) ?? 0) > largestTable);
  if (table !== undefined) obstacles.push(`Gather reads "${table}", a table of ${sizes.get(table)} bytes`);
  const bytes = Array.from(sizes, ([name, size]) => (cast.has(name) ? (floatSizes.get(name) ?? size) : size));
  return { files: [...files].toSorted(), bytes: bytes.reduce((sum, size) => sum + size, 0), obstacle: obstacles[0] };
}
