import { expect, test } from "vitest";
import { cpuInstructions, instructionsOfSysctl, linuxInstructions } from "./cpu-instructions.ts";

test("the instructions of an x86 processor are found in /proc/cpuinfo", () => {
  const cpuInfo =
    "processor\t: 0\nmodel name\t: Intel(R) Xeon(R)\nflags\t\t: fpu vme sse4_1 avx avx2 avx512f avx512_vnni smap\n\nprocessor\t: 1\n";
  expect(linuxInstructions(cpuInfo)).toEqual(["sse4_1", "avx", "avx2", "avx512f", "avx512_vnni"]);
});

test("the instructions of an ARM processor are found in /proc/cpuinfo", () => {
  expect(linuxInstructions("processor\t: 0\nFeatures\t: fp asimd evtstrm asimddp sve i8mm bf16\n")).toEqual([
    "asimd",
    "asimddp",
    "sve",
    "i8mm",
    "bf16",
  ]);
});

test("a /proc/cpuinfo that tells nothing gives undefined", () => {
  expect(linuxInstructions("")).toBeUndefined();
  expect(linuxInstructions("processor : 0\nisa : rv64imafdc\n")).toBeUndefined();
});

test("the instructions of an Apple processor are found in what sysctl prints", () => {
  const output =
    "hw.optional.arm.FEAT_DotProd: 1\nhw.optional.arm.FEAT_I8MM: 0\nhw.optional.arm.FEAT_BF16: 1\nhw.optional.arm.FEAT_LSE: 1\n";
  expect(instructionsOfSysctl(output)).toEqual(["FEAT_DotProd", "FEAT_BF16"]);
});

test.runIf(process.platform === "linux" && ["x64", "arm64"].includes(process.arch))(
  "this machine's own instructions are found",
  async () => {
    const instructions = await cpuInstructions();
    expect(instructions).toContain(process.arch === "x64" ? "sse4_1" : "asimd");
  },
);
