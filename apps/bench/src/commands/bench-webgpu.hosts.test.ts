import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { builtFile } from "../children/built-file.ts";

/** Where Debian's chromium has a Vulkan driver that needs no card, and Vulkan's loader. */
const driver = "/usr/lib/chromium";

// The examples depend on the providers' packages, as a project of somebody's own would.
const project = fileURLToPath(new URL("../../../../docs/examples", import.meta.url));

test.skipIf(!existsSync(join(driver, "vk_swiftshader_icd.json")))(
  "bench --provider cpu,webgpu prints how many times as fast the GPU is (skipped without SwiftShader's driver)",
  { timeout: 600_000 },
  () => {
    const parameters = [
      "--provider",
      "cpu,webgpu",
      "--only",
      "latency",
      "--layers",
      "2",
      "--tokens",
      "8",
      "--rounds",
      "1",
      "--threads",
      "1",
    ];
    const env = { ...process.env, VK_ICD_FILENAMES: join(driver, "vk_swiftshader_icd.json"), LD_LIBRARY_PATH: driver };
    const { status, stdout } = spawnSync(process.execPath, [builtFile("main.js"), ...parameters, "--seconds", "400"], {
      encoding: "utf8",
      cwd: project,
      env,
    });
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/\| exit +\| provider +\| +8 tokens +\| +speed-up \|/);
    expect(stdout).toMatch(/\| 2 +\| webgpu +\| +[\d.,]+ +\| +[\d.]+ × \|/);
  },
);
