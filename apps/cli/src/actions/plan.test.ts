import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
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
