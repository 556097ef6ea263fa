import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { asked, publish, startSite, visit, weights } from "../testing/test-site.ts";
import { memoryStore } from "./blob-store.ts";
import { progressTally } from "@nestvec/core";
import { urlSource } from "./url-source.ts";

test.each([400, 401, 403, 404, 410])(
  "a file that may be absent is, where the server answers %i, and what was kept of it stays",
  async (status) => {
    const site = await startSite();
    const bytes = randomBytes(100_000);
    await publish(site, bytes, false);
    const store = memoryStore();
    await visit(site, store).read(weights);
    site.server.behaviour.absentStatus = status;
    const source = visit(site, store);
    expect(await source.size("nestvec-manifest.json")).toBeUndefined();
    expect(await source.size("other.onnx")).toBeUndefined();
    const where = `${site.base.href}${status < 404 ? ` (the server answered ${status})` : ""}`;
    await expect(source.read("config.json")).rejects.toMatchObject({ code: "FILE_MISSING", details: { file: "config.json", where } });
    if (status > 403) return;
    site.server.behaviour.hides = weights;
    expect(await visit(site, store).size(weights)).toBeUndefined();
    site.server.behaviour.hides = undefined;
    site.server.log.length = 0;
    expect(Buffer.compare(await visit(site, store).read(weights), bytes)).toBe(0);
    expect(asked(site)).toEqual([]);
  },
);

test("a file that the manifest lists is not taken for absent: the answer is told", async () => {
  const site = await startSite();
  await publish(site, randomBytes(1000));
  site.server.behaviour.hides = weights;
  site.server.behaviour.absentStatus = 403;
  await expect(visit(site, memoryStore()).read(weights)).rejects.toMatchObject({
    code: "FILE_NOT_READABLE",
    message: expect.stringContaining("the server answered 403") as string,
  });
});

test("with a manifest of settings nothing is asked for that it does not list; one of weights alone hides no settings", async () => {
  const site = await startSite();
  await publish(site, randomBytes(1000));
  await writeFile(join(site.folder, "config.json"), "{}");
  const path = join(site.folder, "nestvec-manifest.json");
  expect(await visit(site, memoryStore()).size("config.json")).toBe(2);

  const manifest = JSON.parse(await readFile(path, "utf8")) as { files: Record<string, object> };
  const file = { bytes: 2, sha256: createHash("sha256").update("{}").digest("hex") };
  await writeFile(path, JSON.stringify({ ...manifest, files: { ...manifest.files, "config.json": file } }));
  site.server.log.length = 0;
  const source = visit(site, memoryStore());
  expect(await source.size("modules.json")).toBeUndefined();
  expect(await source.size("onnx/model.onnx")).toBeUndefined();
  expect(Buffer.from(await source.read("config.json")).toString()).toBe("{}");
  expect(site.server.log.map(({ path: asking }) => asking)).toEqual(["/models/nestvec-manifest.json", "/models/config.json"]);
});

test("files are fetched over whichever scheme the page has", async () => {
  const fetched: string[] = [];
  vi.stubGlobal("fetch", (url: string, { method = "GET" }: RequestInit) => {
    fetched.push(`${method} ${url}`);
    return Promise.resolve(url.endsWith("/config.json") ? new Response("{}") : new Response(null, { status: 404 }));
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  for (const base of ["capacitor://localhost/m/", "chrome-extension://abc/m/", "tauri://localhost/m/", "file:///m/"]) {
    const source = urlSource(new URL(base), { store: memoryStore(), progress: progressTally(undefined, () => performance.now()) });
    expect(await source.size("config.json")).toBe(2);
    expect(Buffer.from(await source.read("config.json")).toString()).toBe("{}");
    expect(await source.size("onnx/model.onnx")).toBeUndefined();
    expect(fetched).toContain(`HEAD ${base}onnx/model.onnx`);
  }
});
