import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

// Those that ONNX Runtime's matrix kernels choose by, as Linux and macOS name them.
const decisive =
  /^(sse4_1|avx|avx2|fma|f16c|avx512f|avx512_vnni|avx512_bf16|avx_vnni|amx_int8|amx_bf16|asimd|asimddp|asimdhp|i8mm|bf16|sve|sve2|sme|FEAT_(DotProd|FP16|I8MM|BF16|SME2?))$/;

/**
 * The instruction sets of this processor that decide how fast a model runs, as the system names them; undefined where
 * it does not tell.
 */
export async function cpuInstructions(): Promise<readonly string[] | undefined> {
  if (process.platform === "linux") return linuxInstructions(await readFile("/proc/cpuinfo", "utf8").catch(() => ""));
  if (process.platform === "darwin") return macInstructions();
  return undefined;
}

/** Those in the text of `/proc/cpuinfo`: "flags" on x86, "Features" on ARM. */
export function linuxInstructions(cpuInfo: string): readonly string[] | undefined {
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuInfo)?.[1];
  return flags
    ?.trim()
    .split(/\s+/)
    .filter((flag) => decisive.test(flag));
}

async function macInstructions(): Promise<readonly string[] | undefined> {
  try {
    const { stdout } = await promisify(execFile)("/usr/sbin/sysctl", ["hw.optional.arm"]);
    return instructionsOfSysctl(stdout);
  } catch {
    return undefined;
  }
}

/** Those in what `sysctl hw.optional.arm` prints: `hw.optional.arm.FEAT_I8MM: 1`. */
export function instructionsOfSysctl(output: string): readonly string[] {
  return [...output.matchAll(/^hw\.optional\.arm\.(\w+): 1$/gm)].map(([, name]) => name ?? "").filter((name) => decisive.test(name));
}
