import { spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";

/** A server that is a process of its own. */
export interface Server {
  stop(): Promise<void>;
}

/** Starts a program, by another user where one is given, and waits until it prints that it is ready. */
export async function startServer(
  program: string,
  parameters: readonly string[],
  folder: string,
  ready: string,
  user: Pick<SpawnOptions, "uid" | "gid"> = {},
): Promise<Server> {
  const options = { cwd: folder, env: { ...process.env, NO_COLOR: "1" }, ...user };
  const child = spawn(program, parameters, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  let output = "";
  const isReady = new Promise<"ready">((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => {
        output += String(text);
        if (output.includes(ready)) resolve("ready");
      });
  });
  const first = await Promise.race([isReady, ended]);
  if (first !== "ready") throw new Error(`${program} ended before it was ready:\n${output}`);
  return {
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
