import { describe, expect, test } from "vitest";
import { busyHost, childrenOf, hostEnd, isThere, startHost, until } from "../testing/host.ts";

const times = [1, 2, 3];
const aborts = /terminate called|Napi::Error|core dumped|Aborted/;

describe.each(["thread", "process"])("the end of a host during a run, isolation: %s", (isolation) => {
  test.each(times)("process.exit gives the host's own code (%i)", async () => {
    const { code, problems } = await hostEnd(startHost(busyHost(isolation, "process.exit(7)")));
    expect(problems).not.toMatch(aborts);
    expect(code).toBe(7);
  });

  test.each(times)("an uncaught exception ends with 1 and is printed (%i)", async () => {
    const { code, problems } = await hostEnd(startHost(busyHost(isolation, `throw new Error("of the host")`)));
    expect(problems).toContain("of the host");
    expect(problems).not.toMatch(aborts);
    expect(code).toBe(1);
  });

  test.each(times)("Ctrl-C ends by the signal (%i)", async () => {
    const { code, signal, problems } = await hostEnd(startHost(busyHost(isolation, `process.kill(process.pid, "SIGINT")`)));
    expect(problems).not.toMatch(aborts);
    expect({ code, signal }).toEqual({ code: null, signal: "SIGINT" });
  });

  test("Ctrl-C with a listener of the host's ends as that says", async () => {
    const program = busyHost(
      isolation,
      `process.on("SIGINT", () => process.exit(9)); setTimeout(() => process.kill(process.pid, "SIGINT"), 1);`,
    );
    expect((await hostEnd(startHost(program))).code).toBe(9);
  });

  test("a script that disposes while an aborted call is still at work gets to its end", async () => {
    const program = busyHost(isolation, "").replace(
      "embedder.embed(texts)",
      "embedder.embed(texts, { signal: AbortSignal.timeout(200) }).catch(() => embedder.dispose()).then(() => console.log('disposed'))",
    );
    const { code, output } = await hostEnd(startHost(program));
    expect({ code, output: output.trim() }).toEqual({ code: 0, output: "disposed" });
  });

  test("a script that never disposes ends by itself, with its work done", async () => {
    const program = busyHost(isolation, "").replace(
      "embedder.embed(texts)",
      "embedder.embed(texts.slice(0, 4)).then(() => console.log('done'))",
    );
    const { code, output, problems } = await hostEnd(startHost(program));
    expect({ code, output: output.trim(), problems }).toEqual({ code: 0, output: "done", problems: "" });
  });
});

test("the end of a host whose own worker thread has a model in the middle of a run is no abort: there, a process is the default", async () => {
  const tell = `import("node:worker_threads").then(({ parentPort }) => parentPort.postMessage("busy"));`;
  const inThread = busyHost("process", tell).replace('isolation: "process"', "");
  const program = `
    import { Worker } from "node:worker_threads";
    const worker = new Worker(new URL(${JSON.stringify(`data:text/javascript,${encodeURIComponent(inThread)}`)}));
    worker.on("message", () => process.exit(7));
  `;
  const { code, problems } = await hostEnd(startHost(program));
  expect(problems).not.toMatch(aborts);
  expect(code).toBe(7);
});

test.runIf(process.platform === "linux")("children end with a host that is killed in the middle of a run", async () => {
  const host = startHost(busyHost("process", `console.log("busy")`, ", workers: 2, threads: 1"));
  await new Promise((resolve) => host.stdout?.once("data", resolve));
  const children = childrenOf(host.pid!);
  expect(children).toHaveLength(2);
  host.kill("SIGKILL");
  await until(() => !children.some(isThere));
});
