import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { NestvecError } from "@nestvec/core";

/** TEI in a process of its own. */
export interface TeiProcess {
  readonly url: string;
  /** Ends it. */
  stop(): Promise<void>;
}

/** How TEI is started. */
export interface TeiOptions {
  /** The program `text-embeddings-router`, built for the CPU. */
  readonly binary: string;
  /** The model's folder, which both servers read. */
  readonly model: string;
  /** Milliseconds until it must be ready. */
  readonly patience: number;
}

/**
 * Starts TEI on a free port of the loopback and waits until `/health` is 200.
 * @throws NestvecError FILE_NOT_READABLE where it cannot be started, ends, or is not ready in time, with the last of what it printed
 */
export async function startTei({ binary, model, patience }: TeiOptions): Promise<TeiProcess> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const flags = ["--model-id", model, "--hostname", "127.0.0.1", "--port", String(port), "--prometheus-port", String(metricsPort)];
  const child = spawn(binary, [...flags, "--auto-truncate"], { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  let ended: string | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => (printed = (printed + data.toString()).slice(-500)));
  const closed = new Promise<void>((resolve) => {
    child.once("error", (error) => ((ended = error.message), resolve()));
    child.once("close", (code, signal) => ((ended ??= `it ended with ${code ?? signal}: ${printed.trim()}`), resolve()));
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
    await closed;
    clearTimeout(timer);
  };
  const end = performance.now() + patience;
  while (!(await isHealthy(url))) {
    if (ended === undefined && performance.now() > end) {
      await stop();
      ended = `it was not ready within ${patience} ms: ${printed.trim()}`;
    }
    if (ended !== undefined) throw new NestvecError("FILE_NOT_READABLE", { file: binary, problem: ended });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url, stop };
}

const isHealthy = (url: string): Promise<boolean> =>
  fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) }).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok;
    },
    () => false,
  );

/** A port that nobody listens on: TEI has no way to say which one it took. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
