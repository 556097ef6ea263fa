import * as http from "node:http";
import * as https from "node:https";

/** What came of one request. */
export interface Outcome {
  /** 0 where the connection broke. */
  readonly status: number;
  /** Why it broke. */
  readonly problem?: string;
  readonly milliseconds: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const agentOptions = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };
const plain = { request: http.request, agent: new http.Agent(agentOptions) };
const secure = { request: https.request, agent: new https.Agent(agentOptions) };

/** What a request has besides its body. */
export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Told the answer's body, which is dropped without it. */
  readonly onData?: (data: Uint8Array) => void;
}

/** Sends JSON and reads the answer to its end, with as little of the machine's time as Node allows. Never rejects. */
export function send(url: string, body: string, signal?: AbortSignal, { headers: more, onData }: SendOptions = {}): Promise<Outcome> {
  const { request, agent } = url.startsWith("https:") ? secure : plain;
  const begun = performance.now();
  return new Promise((resolve) => {
    const broken = (error: Error): void => {
      const problem = "code" in error ? String(error.code) : error.name;
      resolve({ status: 0, problem, milliseconds: performance.now() - begun, headers: {} });
    };
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...more };
    const outgoing = request(url, { method: "POST", agent, headers, signal }, (response) => {
      response.on("error", broken);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, milliseconds: performance.now() - begun, headers: response.headers }),
      );
      if (onData !== undefined) response.on("data", onData);
      response.resume();
    });
    outgoing.on("error", broken);
    outgoing.end(body);
  });
}
