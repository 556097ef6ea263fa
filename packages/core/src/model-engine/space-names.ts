import { invalidArgument } from "../errors/arguments.ts";

/** Names that a caller gives to spaces: one for the model, or full ones by layer. */
export interface SpaceNames {
  readonly model: string | undefined;
  readonly layers: ReadonlyMap<number, string>;
}

/**
 * Checks the names that a caller gives to a model's spaces. `known`: the layers that its files list; `endings`: what answers add to a name, where they
 * have something to add.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function checkedSpaceNames(
  space: string | Readonly<Record<number, string>> | undefined,
  known: readonly number[],
  endings: readonly string[],
): SpaceNames {
  if (space === undefined || typeof space === "string") {
    const layer = /\/layer-(\d+)$/.exec(space ?? "")?.[1];
    if (layer === undefined) return { model: space === undefined ? undefined : checkedName("space", space, endings), layers: new Map() };
    // Each layer's own part would follow it once more.
    throw invalidArgument("space", space, `a name without "/layer-${layer}", or by layer: { ${layer}: ${JSON.stringify(space)} }`);
  }
  if (typeof space !== "object" || space === null || Array.isArray(space))
    throw invalidArgument("space", space, "a name, or names by layer such as { 6: NAME }");
  const layers = Object.entries(space).map(([key, name]): [number, string] => {
    const layer = known.find((candidate) => String(candidate) === key);
    // A name that no layer has would go unheard.
    if (layer === undefined) throw invalidArgument(`space[${key}]`, name, `left out: the layers are ${known.join(", ")}`);
    return [layer, checkedName(`space[${layer}]`, name, endings)];
  });
  return { model: undefined, layers: new Map(layers) };
}

function checkedName(argument: string, name: unknown, endings: readonly string[]): string {
  if (typeof name !== "string" || !/^[\w.:@/-]{1,200}$/.test(name))
    throw invalidArgument(argument, name, "1 to 200 letters, digits and . _ : @ / -");
  const ending = endings.find((candidate) => name.endsWith(`/${candidate}`));
  if (ending === undefined) return name;
  throw invalidArgument(argument, name, `the same without "/${ending}", which answers add to it`);
}
