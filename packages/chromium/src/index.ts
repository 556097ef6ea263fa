import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

/** The Chromium of this machine: of `CHROMIUM_PATH`, or the first that its shell finds; undefined where there is none. */
export const chromiumPath: string | undefined = findChromium();

/** What the name of a test says where it is skipped. */
export const withoutChromium = "(skipped where there is no Chromium: install it, or set CHROMIUM_PATH)";

function findChromium(): string | undefined {
  const stated = process.env["CHROMIUM_PATH"];
  if (stated !== undefined && stated !== "") return existsSync(stated) ? stated : undefined;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      const found = execFileSync("which", [name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
      if (found !== "") return found;
    } catch {
      // Not under this name.
    }
  }
  return undefined;
}

/** Starts Chromium without a window. */
export function startChromium(flags: readonly string[] = []): Promise<Browser> {
  if (chromiumPath === undefined) throw new TypeError("no Chromium");
  return chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", ...flags] });
}
