import { describeValue } from "../describe-value.ts";
import { NestvecError } from "../errors.ts";

/** Names that a caller gives to spaces: one for the model, or full ones by layer. */
export interface SpaceNames {
  readonly model: string | undefined;
  readonly layers: ReadonlyMap<number, string>;
}

/**
 * Checks the names that a caller gives to a model's spaces. `known`: the layers that its files list.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function checkedSpaceNames(space: string | Readonly<Record<number, string>> | undefined, known: readonly number[]): SpaceNames {
  if (space === undefined || typeof space === "string") {
    const layer = /\/layer-(\d+)$/.exec(space ?? "")?.[1];
    if (layer === undefined) return { model: space === undefined ? undefined : checkedName("space", space), layers: new Map() };
    // Each layer's own part would follow it once more.
    throw invalid("space", space, `a name without "/layer-${layer}", or by layer: { ${layer}: ${JSON.stringify(space)} }`);
  }
  if (typeof space !== "object" || space === null || Array.isArray(space))
    throw invalid("space", space, "a name, or names by layer such as { 6: NAME }");
  const layers = Object.entries(space).map(([key, name]): [number, string] => {
    const layer = known.find((candidate) => String(candidate) === key);
    // A name that no layer has would go unheard.
    if (layer === undefined)
      throw invalid("space", space, `names by the model's layers, which are ${known.join(", ")}, not by ${JSON.stringify(key)}`);
    return [layer, checkedName(`space[${layer}]`, name)];
  });
  return { model: undefined, layers: new Map(layers) };
}

function checkedName(argument: string, name: unknown): string {
  if (typeof name === "string" && /^[\w.:@/-]{1,200}$/.test(name)) return name;
  throw invalid(argument, name, "1 to 200 letters, digits and . _ : @ / -");
}

const invalid = (argument: string, value: unknown, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument, found: describeValue(value), expected });
