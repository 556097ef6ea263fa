import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { recovered } from "./misuse.ts";

/** A server with metrics as given, whose answers have the statuses that a function says. */
async function standIn(
  metrics: string,
  statusOf: (place: number) => number,
): Promise<{ url: string; metricsUrl: string; asked(): number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === "/metrics") return void response.end(metrics);
    response.statusCode = statusOf(asked++);
    return void request.on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, metricsUrl: `${url}/metrics`, asked: () => asked };
}

const empty = "te_queue_size 0\nnestvec_requests_under_way 0\n";

test("a server that answers all of the next hundred has recovered", async () => {
  const server = await standIn(empty, () => 200);
  expect(await recovered(server)).toEqual({ outcome: "queue empty, then 100 × 200", isRight: true });
  expect(server.asked()).toBe(100);
});

test("one answer of another status among them is not right, and is counted", async () => {
  const server = await standIn(empty, (place) => (place === 57 ? 429 : 200));
  expect(await recovered(server)).toEqual({ outcome: "queue empty, then 99 × 200, 1 × 429", isRight: false });
});

test.each(["te_queue_size 3\nnestvec_requests_under_way 0\n", "te_queue_size 0\nnestvec_requests_under_way 3\n"])(
  "what stays in the queue or under way is not right: %j",
  async (metrics) => {
    const { outcome, isRight } = await recovered(await standIn(metrics, () => 200), 40);
    expect(isRight).toBe(false);
    expect(outcome).toMatch(/^te_queue_size and nestvec_requests_under_way stayed at (3 and 0|0 and 3)$/);
  },
);
