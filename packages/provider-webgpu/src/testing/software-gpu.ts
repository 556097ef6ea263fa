import { existsSync } from "node:fs";
import { sharedLibraryProblem } from "@nestvec/onnxruntime";

/** The description of SwiftShader, a Vulkan driver that computes on the processor, which Debian's package chromium has. */
const swiftShader = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** Why there is no GPU in software for tests; undefined where it is there, and named to Vulkan's loader. */
export function softwareGpuProblem(): string | undefined {
  if (!existsSync(swiftShader)) return `${swiftShader} is not there, which Debian's package chromium has`;
  const loader = sharedLibraryProblem("libvulkan.so.1");
  if (loader !== undefined) return "Vulkan's loader is not there, which Debian's package libvulkan1 has";
  process.env["VK_ICD_FILENAMES"] = swiftShader;
  // Mesa's drivers, where they are installed, would only complain of a machine without a screen.
  process.env["XDG_RUNTIME_DIR"] ??= "/tmp";
  return undefined;
}
