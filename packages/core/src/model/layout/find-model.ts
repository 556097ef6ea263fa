import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { findLayout, type Layout } from "./find-layout.ts";
import { findLoneTable, findStatedTable } from "../tables/find-table.ts";
import type { GraphChoice } from "../graphs/graph-choice.ts";
import type { ModulesConfig } from "../settings/modules-config.ts";
import { readShapes } from "../settings/shape-files.ts";
import type { TableDescription } from "../tables/table-description.ts";

/** Where a model's vectors come from: graphs, or the table of a static model. */
export interface ModelLayout extends Layout {
  readonly table: TableDescription | undefined;
}

/**
 * Finds a model of either kind in a source. A caller who chooses among graphs wants a graph.
 * @throws NestvecError as `findLayout`, `findStatedTable` and `findLoneTable`
 */
export async function findModel(source: FileSource, modules: ModulesConfig | undefined, choice: GraphChoice): Promise<ModelLayout> {
  const graphs = async (): Promise<ModelLayout> => ({
    ...(await findLayout(source, modules?.transformerFolder ?? "", choice)),
    table: undefined,
  });
  if (choice.asked !== undefined) return graphs();
  const stated = await findStatedTable(source, modules);
  if (stated !== undefined) return tableLayout(source, stated);
  try {
    return await graphs();
  } catch (error) {
    if (!NestvecError.is(error, "MODEL_NOT_FOUND")) throw error;
    const lone = await findLoneTable(source);
    if (lone === undefined) throw error;
    return tableLayout(source, lone);
  }
}

/** A table is one exit, and counts as one layer. */
async function tableLayout(source: FileSource, table: TableDescription): Promise<ModelLayout> {
  return {
    ...(await readShapes(source, [])),
    exits: [{ layer: 1, graph: table.file }],
    missingLayers: [],
    config: undefined,
    sharedSpace: true,
    missingGraphs: [],
    notes: [],
    table,
  };
}
