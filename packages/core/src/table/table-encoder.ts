import { layerUnavailable, type Encoder, type OpenExit } from "../encoder/encoder.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import type { TableDescription } from "../model/tables/table-description.ts";
import type { PlacedProjection } from "../encoder/placed-projection.ts";
import { checkBatch } from "../path/2-forward.ts";
import { project } from "../path/3-project.ts";
import type { FileSource } from "../runtime/runtime.ts";
import { anyBatch } from "../schedule/batch-shape.ts";
import { addRows, readTable, type TokenTable } from "./token-table.ts";

/** What a static model's encoder is made of. */
export interface TableSources {
  readonly description: ModelDescription;
  readonly table: TableDescription;
  readonly files: FileSource;
  /** The modules after the mean, where there are any. */
  readonly projection: PlacedProjection | undefined;
}

/** What answers name in place of an execution provider: nothing is run by ONNX Runtime. */
const provider = "table";

/** Steps 2 and 3 of a static model: the mean of the rows of a text's tokens. The table is read when it is first used. */
export function tableEncoder({ description, table, files, projection }: TableSources): Encoder {
  const layer = description.exits[0]?.layer ?? 1;
  let opening: Promise<TokenTable> | undefined;
  let isOpen = false;
  const exit: OpenExit = {
    graph: table.file,
    provider,
    outputs: [table.vectors.name],
    givesTokenVectors: true,
    hasTokensApart: projection !== undefined,
    shape: anyBatch,
  };

  async function rowsOf(asked: number): Promise<TokenTable> {
    if (asked !== layer) throw layerUnavailable(description, asked);
    opening ??= readTable(files, table);
    try {
      const rows = await opening;
      isOpen = true;
      return rows;
    } catch (error) {
      // The file may be mended.
      opening = undefined;
      throw error;
    }
  }

  return {
    async open(asked) {
      await rowsOf(asked);
      await projection?.layers();
      return exit;
    },
    async encode(batch, asked, perToken) {
      const rows = await rowsOf(asked);
      checkBatch(batch, table.tokens);
      const { width } = table;
      const sums = new Float64Array(width);
      const vectors = perToken ? batch.rows * batch.tokens : batch.rows;
      const data = new Float32Array(vectors * width);
      for (let vector = 0; vector < vectors; vector++) {
        const first = perToken ? vector : vector * batch.tokens;
        const tokens = perToken ? 1 : (batch.lengths[vector] ?? 0);
        sums.fill(0);
        addRows(rows, batch.ids.subarray(first, first + tokens), sums);
        for (let d = 0; d < width; d++) data[vector * width + d] = (sums[d] ?? 0) / tokens;
      }
      const matrix = { data, rows: vectors, width };
      return perToken || projection === undefined ? matrix : project(matrix, await projection.layers());
    },
    providers: () => new Map(isOpen ? [[layer, provider]] : []),
    async dispose() {
      opening = undefined;
      isOpen = false;
    },
  };
}
