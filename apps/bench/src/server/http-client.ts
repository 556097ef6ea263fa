import { Agent, request } from "node:http";

/** What came of one request. */
export interface Outcome {
  /** 0 where the connection broke. */
  readonly status: number;
  /** Why it broke. */
  readonly problem?: string;
  readonly milliseconds: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/** Sends JSON and reads the answer to its end, with as little of the machine's time as Node allows. Never rejects. */
export function send(url: string, body: string, signal?: AbortSignal): Promise<Outcome> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const broken = (error: Error): void => {
      const problem = "code" in error ? String(error.code) : error.name;
      resolve({ status: 0, problem, milliseconds: performance.now() - begun, headers: {} });
    };
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const outgoing = request(url, { method: "POST", agent, headers, ...(signal === undefined ? {} : { signal }) }, (response) => {
      response.on("error", broken);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, milliseconds: performance.now() - begun, headers: response.headers }),
      );
      response.resume();
    });
    outgoing.on("error", broken);
    outgoing.end(body);
  });
}

/** A number of the server's metrics: the sum over its labels. */
export async function metric(metricsUrl: string, name: string): Promise<number> {
  const text = await fetch(metricsUrl).then((response) => response.text());
  return [...text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, "gm"))].reduce((sum, [, value]) => sum + Number(value), 0);
}
