import { spawn } from "node:child_process";
import { once } from "node:events";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "./free-port.ts";
import { packed, project } from "./project.ts";

// The application of docs/frameworks.md, built with the packed packages and the frameworks from the registry.
const tarballs = await packed();

test.each(["--turbopack", "--webpack"])("route handlers of Next.js, built with %s, embed through each framework", async (bundler) => {
  const frameworks = { ai: "^7.0.0", "@langchain/core": "^1.0.0", "@llamaindex/core": "^0.6.23" };
  const packages = {
    next: "^16.0.0",
    react: "^19.0.0",
    "react-dom": "^19.0.0",
    "@ai-sdk/provider": "^4.0.0",
    zod: "^4.0.0",
    ...frameworks,
  };
  const own = ["@nestvec/runtime-node", "@nestvec/ai-sdk", "@nestvec/langchain", "@nestvec/llamaindex"];
  const app = await project(tarballs, "../frameworks/next", packages, own);
  const built = app.run("next", ["build", bundler], { NEXT_TELEMETRY_DISABLED: "1" });
  expect(built.code, built.output).toBe(0);
  const deployed = join(app.folder, "deployed");
  renameSync(join(app.folder, ".next/standalone"), deployed);
  rmSync(join(app.folder, "node_modules"), { recursive: true });
  const port = await freePort();
  const server = spawn(process.execPath, ["server.js"], {
    cwd: deployed,
    env: { PATH: process.env["PATH"], PORT: String(port), HOSTNAME: "127.0.0.1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const post = async <Body>(route: string, body: object): Promise<Body> => {
    const answer = await fetch(`http://127.0.0.1:${port}/${route}`, { method: "POST", body: JSON.stringify(body) });
    expect(answer.status, route).toBe(200);
    return (await answer.json()) as Body;
  };
  try {
    await new Promise<void>((resolve) => server.stdout.on("data", (text) => String(text).includes("Ready") && resolve()));
    const [left, right] = ["How do I reset my password?", "I forgot my login."];
    const { similarity } = await post<{ similarity: number }>("ai-sdk", { left, right });
    expect(similarity).toBeGreaterThan(0.5);
    for (const route of ["langchain", "llamaindex"]) {
      const { vectors } = await post<{ vectors: readonly (readonly number[])[] }>(route, { texts: [left, right] });
      const [one = [], other = []] = vectors;
      expect([one.length, other.length]).toEqual([128, 128]);
      // The same vectors, so the same cosine: sums of 128 products of float32 numbers.
      expect(one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)).toBeCloseTo(similarity, 6);
    }
  } finally {
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  }
});
