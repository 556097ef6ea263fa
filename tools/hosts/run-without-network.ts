import { join } from "node:path";
import { runCommand } from "../run/run-command.mjs";
import { root } from "../run/workspace.mjs";
import type { Registry } from "./registry.ts";

/** Whether this system lets a process have a network of its own. */
export async function canLoseNetwork(): Promise<boolean> {
  if (process.platform !== "linux") return false;
  return (await runCommand("unshare", [...namespace, "ip", "link", "set", "lo", "up"])).succeeded;
}

const namespace = ["--net", "--map-root-user", "--kill-child"];

/** Runs a command in a network namespace of its own, from which nothing is reached but the registry. */
export function runWithoutNetwork(
  { socket, port }: Registry,
  [command = "", ...parameters]: readonly string[],
  options: { readonly environment: NodeJS.ProcessEnv; readonly folder: string },
): Promise<{ succeeded: boolean; output: string }> {
  const bridge = [process.execPath, join(root, "tools/hosts/without-network.mjs"), socket, String(port)];
  return runCommand("unshare", [...namespace, ...bridge, command, ...parameters], options);
}
