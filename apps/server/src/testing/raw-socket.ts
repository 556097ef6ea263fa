import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A connection on which a test sends what it likes. */
export interface RawSocket {
  readonly socket: Socket;
  /** All that came. */
  received(): string;
  readonly closed: Promise<void>;
}

/** Connects to a server. */
export async function rawSocket(url: string): Promise<RawSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => {});
  let received = "";
  socket.on("data", (data: Buffer) => (received += data.toString("latin1")));
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "connect");
  return { socket, received: () => received, closed };
}

/** A request as it is sent: JSON, unless a header says otherwise. */
export function rawRequest(path: string, body: unknown, headers: Readonly<Record<string, string | number>> = {}): string {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const all = { host: "localhost", "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n${text}`;
}
