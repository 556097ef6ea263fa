import { once } from "node:events";
import type { Server } from "node:http";
import { NestvecError } from "@nestvec/core";
import { systemProblem } from "../process/system-problem.ts";

/** Where the page is served. */
export interface PlaygroundChoice {
  readonly port: number;
  readonly host: string;
  /** The folder of a model in place of the bundled one. */
  readonly model?: string;
}

/** Lets a server listen, and says at which URL. @throws NestvecError ARGUMENT_INVALID where the port or the address cannot be had */
export async function listen(server: Server, { port, host }: PlaygroundChoice): Promise<string> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    throw new NestvecError("ARGUMENT_INVALID", obstacle(cause, port, host), { cause });
  }
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  return `http://${host.includes(":") ? `[${host}]` : host}:${actual}/`;
}

/** What is wrong with the port or the address, completing `"…" is …; it must be …`. */
function obstacle(cause: unknown, port: number, host: string): { argument: string; found: string; expected: string } {
  const free = "a free port, or 0 to take any that is free";
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EADDRINUSE") return { argument: "--port", found: `${port}, which another program uses`, expected: free };
  if (code === "EACCES") return { argument: "--port", found: `${port}, which this user may not use`, expected: free };
  return { argument: "--host", found: `"${host}" (${systemProblem(cause)})`, expected: "an address of this machine, such as localhost" };
}
