import { isError, NestvecError } from "@nestvec/core";
import type { OnnxRuntime } from "@nestvec/core/onnx-runtime";
import { InferenceSession, loadBinding, onnxRuntimeVersion, supportedSystems, Tensor } from "@nestvec/onnxruntime";

/**
 * Loads ONNX Runtime's binary on first use.
 * @throws NestvecError PLATFORM_UNSUPPORTED where there is none for this machine, or where it is not installed
 */
export async function loadOnnxRuntime(): Promise<OnnxRuntime> {
  try {
    await loadBinding();
  } catch (cause) {
    const problem = unsupported() ?? notInstalled(cause) ?? String(cause);
    throw new NestvecError("PLATFORM_UNSUPPORTED", { platform: platformName(), problem }, { cause });
  }
  return { InferenceSession, Tensor };
}

/** What to do where the package of this system's binaries is missing: package managers leave it out for several reasons, all of them silently. */
function notInstalled(cause: unknown): string | undefined {
  if (!(isError(cause) && "code" in cause && /^(ERR_)?MODULE_NOT_FOUND$/.test(String(cause.code)))) return undefined;
  const name = `@nestvec/onnxruntime-${process.platform}-${process.arch}`;
  if (!cause.message.includes(name)) return undefined;
  return `the package ${name} is not installed. It is an optional dependency: install without --omit=optional or --no-optional, on the system that runs the program; where a lock file of another system left it out, npm install ${name}@${onnxRuntimeVersion} adds it`;
}

/** System, processor and C library, such as `linux x64 glibc 2.36`. */
export function platformName(): string {
  return [process.platform, process.arch, libc()].filter((part) => part !== undefined).join(" ");
}

/** Why ONNX Runtime's binaries cannot be loaded here, where that is known beforehand. */
export function unsupported(): string | undefined {
  const here = `${process.platform} ${process.arch}`;
  if (!supportedSystems.includes(here)) return `it has binaries for ${supportedSystems.join(", ")}, not for ${here}`;
  if (libc() === "musl")
    return "its binaries are built against glibc, which Debian-based images have, and this system (Alpine, say) has musl";
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
