import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { compiledModelPath, type CompiledModel, type CompiledStage } from "../settings/compiled-model.ts";
import type { ExitDescription } from "./find-exits.ts";

/** The exits whose stages are all there, those before them included. @throws NestvecError FILE_MISSING where the first is not */
export async function compiledExits(
  source: FileSource,
  { embed, stages }: CompiledModel,
): Promise<{ readonly exits: readonly ExitDescription[]; readonly missingLayers: readonly number[] }> {
  const exits: ExitDescription[] = [];
  const graphs: string[] = [embed];
  for (const stage of stages) {
    const own = [...(exits.length === 0 ? [embed] : []), ...stageGraphs(stage)];
    const missing = await firstMissing(source, own);
    if (missing !== undefined && exits.length === 0)
      throw new NestvecError("FILE_MISSING", { file: missing, where: source.name, neededBy: compiledModelPath });
    if (missing !== undefined) break;
    graphs.push(...stageGraphs(stage));
    exits.push({ layer: stage.layer, graph: stage.short, graphs: [...graphs] });
  }
  return { exits, missingLayers: stages.slice(exits.length).map(({ layer }) => layer) };
}

const stageGraphs = ({ short, long }: CompiledStage): readonly string[] => (long === undefined ? [short] : [short, long]);

async function firstMissing(source: FileSource, paths: readonly string[]): Promise<string | undefined> {
  const sizes = await Promise.all(paths.map((path) => source.size(path)));
  return paths.find((_path, index) => sizes[index] === undefined);
}
