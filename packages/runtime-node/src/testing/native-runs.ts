import { spawn } from "node:child_process";
import { link, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Bytes } from "./raw-onnx.ts";

const built = new URL("../../dist/index.js", import.meta.url).href;

/** How ONNX Runtime took a graph. */
export type NativeEnd = "ran" | "refused" | "died" | "did not end";

/** Opens each graph and runs it once, in the order of its arguments; prints one line before and one after each. */
const program = `
  import { directory, modelFiles, nodeRuntime } from ${JSON.stringify(built)};
  const runtime = nodeRuntime({ threads: 1 });
  for (const folder of process.argv.slice(1)) {
    console.log(JSON.stringify({ folder }));
    let problem = null;
    try {
      const session = await runtime.open(modelFiles(directory(folder)), "model.onnx");
      const feeds = session.inputs.map(({ name, type, shape }) => {
        const dims = shape.map((size) => (typeof size === "number" && size > 0 ? size : 2));
        const count = dims.reduce((product, size) => product * size, 1);
        const data = type === "int64" ? new BigInt64Array(count) : type === "int32" ? new Int32Array(count) : new Float32Array(count);
        return [name, { type, dims, data }];
      });
      await session.run(Object.fromEntries(feeds), session.outputs.map(({ name }) => name));
      await session.dispose();
    } catch (error) {
      problem = error.message;
    }
    console.log(JSON.stringify({ folder, problem }));
  }
`;

const longest = 10_000;
/** KiB of addresses: what a graph asks for beyond this it does not get. */
const memory = 12 * 2 ** 20;

/** Gives graphs to ONNX Runtime in child processes, a new one after each that died. `weights` are beside each. */
export async function nativeRuns(
  root: string,
  graphs: ReadonlyMap<string, Bytes>,
  weights: Readonly<Record<string, Bytes>>,
): Promise<ReadonlyMap<string, { readonly end: NativeEnd; readonly problem: string }>> {
  for (const [path, bytes] of Object.entries(weights)) await writeFile(join(root, path), bytes);
  for (const [name, graph] of graphs) {
    await mkdir(join(root, name));
    await writeFile(join(root, name, "model.onnx"), graph);
    for (const path of Object.keys(weights)) await link(join(root, path), join(root, name, path));
  }
  const ends = new Map<string, { readonly end: NativeEnd; readonly problem: string }>();
  for (let left = [...graphs.keys()]; left.length > 0; left = left.filter((name) => !ends.has(name)))
    await runChild(root, left.slice(0, 200), ends);
  return ends;
}

async function runChild(
  root: string,
  names: readonly string[],
  ends: Map<string, { readonly end: NativeEnd; readonly problem: string }>,
): Promise<void> {
  const folders = names.map((name) => join(root, name));
  const limited = `ulimit -v ${memory}; program=$1; shift; exec "$0" --input-type=module --eval "$program" -- "$@"`;
  const child = spawn("sh", ["-c", limited, process.execPath, program, ...folders], { stdio: ["ignore", "pipe", "ignore"] });
  let current: string | undefined;
  let isSlow = false;
  let timer: NodeJS.Timeout | undefined;
  const nameOf = (folder: string): string => folder.slice(root.length + 1);
  for await (const line of createInterface(child.stdout)) {
    const { folder, problem } = JSON.parse(line) as { folder: string; problem?: string | null };
    clearTimeout(timer);
    if (problem === undefined) {
      current = nameOf(folder);
      timer = setTimeout(() => {
        isSlow = true;
        child.kill("SIGKILL");
      }, longest);
    } else {
      current = undefined;
      ends.set(nameOf(folder), problem === null ? { end: "ran", problem: "" } : { end: "refused", problem });
    }
  }
  clearTimeout(timer);
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once("close", resolve));
  // Before the first graph: the child itself could not be started.
  const name = current ?? names.find((candidate) => !ends.has(candidate));
  if (name !== undefined)
    ends.set(name, { end: isSlow ? "did not end" : "died", problem: child.signalCode ?? `exit code ${child.exitCode}` });
}
