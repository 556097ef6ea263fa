import { afterEach, expect, test } from "vitest";
import { platformReport } from "./platform-report.ts";

const arch = process.arch;
const getReport = process.report.getReport;
afterEach(() => {
  Object.defineProperty(process, "arch", { value: arch });
  process.report.getReport = getReport;
});

test("this machine has nothing wrong, since the tests run on it", async () => {
  const report = await platformReport();
  expect(report).toMatchObject({ runtime: "native", notes: [], problems: [] });
  expect(report.node).toBe(process.version);
  expect(report.onnxRuntime).toMatch(/^\d+\.\d+\.\d+/);
  expect(report.providers).toContainEqual({ name: "cpu", bundled: true });
  expect(report.cores).toBeGreaterThan(0);
  expect(report.memoryBytes).toBeGreaterThan(2 ** 20);
  expect(structuredClone(report)).toEqual(report);
});

test("an architecture without a binary is named, with those that have one, and WebAssembly takes its place", async () => {
  Object.defineProperty(process, "arch", { value: "riscv64" });
  const report = await platformReport();
  expect(report).toMatchObject({ runtime: "wasm", providers: [{ name: "wasm", bundled: true }], problems: [] });
  expect(report.onnxRuntime).toMatch(/^\d+\.\d+\.\d+/);
  expect(report.notes).toHaveLength(1);
  expect(report.notes[0]).toContain(`${process.platform} riscv64`);
  expect(report.notes[0]).toContain("linux x64");
});

test.runIf(process.platform === "linux")("musl is named, with what to do", async () => {
  process.report.getReport = () => ({ header: {} });
  const report = await platformReport();
  expect(report.runtime).toBe("wasm");
  expect(report.notes).toEqual([expect.stringMatching(/Debian.*musl/)]);
});
