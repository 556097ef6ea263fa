import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { PageServer } from "./page-server.ts";

/** A page in a browser profile of its own, and what it should not have done. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors on the console, uncaught ones, and what the policy forbade. */
  readonly complaints: readonly string[];
  /** Requests to another host. */
  readonly strayRequests: readonly string[];
}

/** Opens the page and, unless told not to, waits until every exit of the model is open. */
export async function openPage(
  browser: Browser,
  server: PageServer,
  { query = "", waits = true, ...context }: BrowserContextOptions & { readonly query?: string; readonly waits?: boolean } = {},
): Promise<OpenedPage> {
  const page = await (await browser.newContext(context)).newPage();
  // Two browsers on two cores that do other work, too.
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  const strayRequests: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && !url.startsWith(server.origin)) strayRequests.push(url);
  });
  await page.goto(server.url + query);
  if (waits) await untilReady(page);
  return { page, complaints, strayRequests };
}

/** Waits until every exit of the model is open. */
export async function untilReady(page: Page): Promise<void> {
  await page.getByText(/^nestvec-mini is ready: 4 exits/).waitFor();
}

/** Moves a slider to a stop, as its number stands below it. */
export async function moveSlider(page: Page, id: "layer" | "dimension", stop: number): Promise<void> {
  const stops = await page.locator(`.slider:has(#${id}) .stop`).allTextContents();
  await page.locator(`#${id}`).fill(String(stops.indexOf(String(stop))));
}

/** The numbers of the heat map, row by row, once it is that of a cut and of so many sentences. */
export async function tableOf(page: Page, layer: number, dimension: number, rows: number): Promise<number[][]> {
  const table = page.locator(`.heat[data-layer="${layer}"][data-dimension="${dimension}"]`);
  await table.locator(`tbody tr:nth-child(${rows}):last-child`).waitFor();
  return table
    .locator("tbody tr")
    .evaluateAll((lines) => lines.map((line) => [...line.querySelectorAll("data")].map((data) => Number(data.value))));
}
