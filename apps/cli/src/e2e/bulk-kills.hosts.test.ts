import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { bulkJob, killedAndContinued, writeTexts } from "../testing/bulk-jobs.ts";
import { runCli } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();

test.skipIf(process.platform === "win32").each(["parquet", "arrow", "jsonl", "npy"])(
  "20 kills at random moments leave the %s of an undisturbed run",
  { timeout: 300_000 },
  async (format) => {
    await writeTexts(folder.path("texts.txt"), 8000);
    const job = (out: string): string[] => bulkJob(folder.path("texts.txt"), folder.path(out), "--window-rows", "128");
    expect(await runCli(job(`whole.${format}`))).toMatchObject({ code: 0 });
    const before = await readdir(folder.path());
    const killed = await killedAndContinued(job(`killed.${format}`), 20, 1500);
    expect(killed).toBeGreaterThan(10);
    expect(await readFile(folder.path(`killed.${format}`))).toEqual(await readFile(folder.path(`whole.${format}`)));
    expect((await readdir(folder.path())).length).toBe(before.length * 2 - 1);
  },
);
