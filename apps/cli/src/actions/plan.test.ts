import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { freshFolder } from "../testing/folder.ts";
import { plan } from "./plan.ts";

const folder = freshFolder();

test("Ctrl-C during the measurement ends it: nothing is printed, nothing is kept", async () => {
  vi.stubEnv("NESTVEC_CACHE", folder.path("cache"));
  onTestFinished(() => void vi.unstubAllEnvs());
  const controller = new AbortController();
  const interruption = { signal: controller.signal, outputClosed: () => expect.unreachable(), dispose() {} };
  const work = plan({ model: "nestvec-mini", format: "json", maxMilliseconds: 20 }, { interruption, exitWith: () => expect.unreachable() });
  const ended = work.catch((error: unknown) => error);
  await wait(300);
  controller.abort("SIGINT");
  expect(await ended).toMatchObject({ code: "ABORTED" });
  expect(existsSync(folder.path("cache"))).toBe(false);
});

/** A model whose quality was measured: of its exit 2, and of exit 6. It reads so few tokens that its times are measured at once. */
async function form(name: string, [shallow, deep]: readonly [number, number]): Promise<string> {
  const path = folder.path(name);
  await cp(fileURLToPath(new URL("tiny-modernbert", referenceModels)), path, { recursive: true });
  const config = JSON.parse(await readFile(`${path}/config.json`, "utf8")) as object;
  await writeFile(`${path}/config.json`, JSON.stringify({ ...config, max_position_embeddings: 16 }));
  await writeFile(`${path}/quality.json`, JSON.stringify({ pairs: { 2: { 64: shallow }, 6: { 64: deep } } }));
  return path;
}

describe("several forms of a model", () => {
  const interruption = { signal: new AbortController().signal, outputClosed: () => expect.unreachable(), dispose() {} };
  const context = { interruption, exitWith: () => expect.unreachable() };

  test("the plan names the one whose cut it is", async () => {
    vi.stubEnv("NESTVEC_CACHE", folder.path("cache"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const printed = vi.spyOn(process.stdout, "write").mockImplementation((_text, ...written) => {
      for (const done of written) if (typeof done === "function") done();
      return true;
    });
    onTestFinished(() => printed.mockRestore());
    const [model, other] = [await form("one", [70, 80]), await form("other", [75, 85])];
    await plan({ model, also: [other], format: "json", minQuality: 82 }, context);
    expect(JSON.parse(printed.mock.calls.map(([text]) => String(text)).join(""))).toMatchObject({
      model: other,
      layer: 6,
      dimension: 64,
      quality: 85,
      table: "pairs",
    });
  });

  test("one that is not there is named", async () => {
    const work = plan({ model: "nestvec-mini", also: [folder.path("absent")], format: "json", minQuality: 75 }, context);
    await expect(work).rejects.toThrow("absent");
  });
});
