import { chromiumPath, startChromium } from "@nestvec/chromium";

/** What gives Chromium a GPU in software, which it brings along. */
export const gpuFlags: readonly string[] = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** What the name of a test says where it is skipped. */
export const withoutGpu: string = `(skipped where Chromium gives no WebGPU adapter with ${gpuFlags.join(" ")})`;

/** What Chromium calls the adapter that it gives with these flags; undefined where it gives none, or there is no Chromium. */
export async function findGpu(): Promise<string | undefined> {
  if (chromiumPath === undefined) return undefined;
  const browser = await startChromium(gpuFlags);
  try {
    const page = await browser.newPage();
    // WebGPU is there on pages that came over https, and on Chromium's own.
    await page.goto("chrome://version");
    return await page.evaluate(async () => {
      const found = await navigator.gpu?.requestAdapter();
      return found === null || found === undefined ? undefined : `${found.info.vendor} ${found.info.architecture}`;
    });
  } finally {
    await browser.close();
  }
}
