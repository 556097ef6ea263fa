/** One run of one operator, as ONNX Runtime's profile has it. */
export interface ProfiledNode {
  /** `MatMul`, `FusedMatMul`, `Attention`, … */
  readonly operator: string;
  /** Shapes of the inputs and outputs that are there; those left out are missing, not empty. */
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
}

/** Sizes of a tensor. */
export type Shape = readonly number[];

/** An entry of the profile, which is in Chrome's trace format. */
interface TraceEvent {
  readonly cat?: string;
  readonly name?: string;
  /** Microseconds: when it began, and how long it took. */
  readonly ts?: number;
  readonly dur?: number;
  readonly args?: {
    readonly op_name?: string;
    /** Each by its element type. */
    readonly input_type_shape?: readonly Readonly<Record<string, Shape>>[];
    readonly output_type_shape?: readonly Readonly<Record<string, Shape>>[];
  };
}

/** The nodes of each run of a session, in the order of the runs, from the text of the profile that ONNX Runtime wrote. */
export function profiledRuns(profile: string): readonly (readonly ProfiledNode[])[] {
  const events = JSON.parse(profile) as readonly TraceEvent[];
  const runs = events
    .filter(({ cat, name }) => cat === "Session" && name === "model_run")
    .toSorted((left, right) => beginOf(left) - beginOf(right));
  const nodes = events.filter(({ cat, args }) => cat === "Node" && args?.op_name !== undefined && args.output_type_shape !== undefined);
  return runs.map((run) =>
    nodes
      .filter((node) => beginOf(node) >= beginOf(run) && beginOf(node) <= beginOf(run) + (run.dur ?? 0))
      .map(({ args }) => ({
        operator: args?.op_name ?? "",
        inputs: shapesOf(args?.input_type_shape),
        outputs: shapesOf(args?.output_type_shape),
      })),
  );
}

const beginOf = ({ ts = 0 }: TraceEvent): number => ts;

const shapesOf = (listed: readonly Readonly<Record<string, Shape>>[] = []): readonly Shape[] =>
  listed.flatMap((tensor) => Object.values(tensor));
