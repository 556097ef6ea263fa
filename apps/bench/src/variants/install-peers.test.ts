import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NestvecError } from "@nestvec/core";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { arePeersInstalled, installPeers, peersFolder } from "./install-peers.ts";

const parent = mkdtempSync(join(tmpdir(), "nestvec-bench-"));
afterAll(() => rmSync(parent, { recursive: true }));

test("what is installed is not installed again", async () => {
  const folder = join(parent, "there");
  mkdirSync(folder);
  const told: string[] = [];
  expect(await installPeers({ folder, progress: (text) => told.push(text) })).toBe(folder);
  expect(told).toEqual([]);
});

test("they lie in the user's cache folder, each set of versions in its own", () => {
  vi.stubEnv("NESTVEC_CACHE", parent);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(peersFolder()).toMatch(/bench-peers.*transformers-\d+\.\d+\.\d+_fastembed-\d+\.\d+\.\d+$/);
  expect(arePeersInstalled()).toBe(false);
});

test("without a network the message says so, and nothing is left half-done", async () => {
  vi.stubEnv("npm_config_registry", "http://127.0.0.1:1/");
  vi.stubEnv("npm_config_fetch_retries", "0");
  vi.stubEnv("npm_config_cache", join(parent, "npm"));
  onTestFinished(() => void vi.unstubAllEnvs());
  const folder = join(parent, "away", "peers");
  const error: unknown = await installPeers({ folder }).catch((problem: unknown) => problem);
  expect(NestvecError.is(error, "ARGUMENT_INVALID") && error.details.found).toMatch(/npm could not install .*fastembed.*127\.0\.0\.1:1/);
  expect(readdirSync(join(parent, "away"))).toEqual([]);
});

test("an abort ends it, and a folder that cannot be made is named", async () => {
  const folder = join(parent, "aborted", "peers");
  await expect(installPeers({ folder, signal: AbortSignal.abort() })).rejects.toThrow("aborted");
  expect(readdirSync(join(parent, "aborted"))).toEqual([]);
  writeFileSync(join(parent, "file"), "");
  await expect(installPeers({ folder: join(parent, "file", "peers") })).rejects.toThrow(/file" cannot be written/);
});
