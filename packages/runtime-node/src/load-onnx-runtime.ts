import { NestvecError } from "@nestvec/core";
import type { OnnxRuntime } from "@nestvec/core/onnx-runtime";

/**
 * Loads onnxruntime-node on first use. Its telemetry is turned off before, since it is read while the library loads;
 * a value that the user has set stays.
 * @throws NestvecError PLATFORM_UNSUPPORTED where there is no binary for this machine
 */
export async function loadOnnxRuntime(): Promise<OnnxRuntime> {
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  try {
    return await import("onnxruntime-node");
  } catch (cause) {
    throw new NestvecError("PLATFORM_UNSUPPORTED", { platform: platformName(), problem: unsupported() ?? String(cause) }, { cause });
  }
}

/** System, processor and C library, such as `linux x64 glibc 2.36`. */
export function platformName(): string {
  return [process.platform, process.arch, libc()].filter((part) => part !== undefined).join(" ");
}

/** Why onnxruntime-node's binaries cannot be loaded here, where that is known beforehand. */
export function unsupported(): string | undefined {
  const supported = ["darwin arm64", "linux arm64", "linux x64", "win32 arm64", "win32 x64"];
  const here = `${process.platform} ${process.arch}`;
  if (!supported.includes(here)) return `onnxruntime-node has binaries for ${supported.join(", ")}, not for ${here}`;
  if (libc() === "musl") return "onnxruntime-node is built against glibc, and this system (Alpine, say) has musl; use a Debian-based image";
  return undefined;
}

/** `glibc` and its version or `musl` on Linux; undefined elsewhere. */
function libc(): string | undefined {
  if (process.platform !== "linux") return undefined;
  // Without this, which the types do not know yet, the report looks up the name of every peer of every open socket.
  const excludeNetwork: unknown = Reflect.get(process.report, "excludeNetwork");
  Reflect.set(process.report, "excludeNetwork", true);
  const report: unknown = process.report.getReport();
  Reflect.set(process.report, "excludeNetwork", excludeNetwork);
  if (typeof report !== "object" || report === null || !("header" in report)) return undefined;
  const { header } = report;
  if (typeof header !== "object" || header === null) return undefined;
  return "glibcVersionRuntime" in header && typeof header.glibcVersionRuntime === "string" ? `glibc ${header.glibcVersionRuntime}` : "musl";
}
