import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { sharedLibraryProblem } from "@nestvec/onnxruntime";

/** What Vulkan lacks on Linux, as a sentence without its end; undefined where its loader and the description of a driver are there. */
export function vulkanProblem(environment: Readonly<NodeJS.ProcessEnv> = process.env): string | undefined {
  const loader = sharedLibraryProblem("libvulkan.so.1");
  if (loader !== undefined) return `Vulkan's loader is not installed (${loader}); Debian and Ubuntu have it as libvulkan1`;
  if (drivers(environment).length > 0) return undefined;
  return "no Vulkan driver is installed: NVIDIA's driver brings its own, for AMD and Intel Debian and Ubuntu have mesa-vulkan-drivers; VK_ICD_FILENAMES names one elsewhere";
}

/** Descriptions of drivers where Vulkan's loader looks for them. */
function drivers(environment: Readonly<NodeJS.ProcessEnv>): readonly string[] {
  const named = environment["VK_DRIVER_FILES"] ?? environment["VK_ICD_FILENAMES"];
  if (named !== undefined && named !== "") return named.split(delimiter);
  const data = (environment["XDG_DATA_DIRS"] ?? "/usr/local/share:/usr/share").split(delimiter);
  const folders = ["/etc", ...data, join(homedir(), ".local/share")].map((folder) => join(folder, "vulkan/icd.d"));
  return folders.flatMap((folder) => namesIn(folder).filter((name) => name.endsWith(".json")));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // It is not there.
    return [];
  }
}
