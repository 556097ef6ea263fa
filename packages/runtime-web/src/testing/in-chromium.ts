import type { Embedder } from "@nestvec/core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { startChromium } from "@nestvec/chromium";
import type { StaticServer } from "./static-server.ts";
import { openPage, startTestServer } from "./test-page.ts";

/** A browser and a server for the tests of a file. */
export interface InChromium {
  readonly server: StaticServer;
  /** A visitor who was never there, with a cache of their own. */
  visitor(): Promise<BrowserContext>;
  /** A plain page of a visitor; by default of a new one. */
  plainPage(visitor?: BrowserContext): Promise<Page>;
}

/** Starts both before the tests around it, and sets the server right before each page. */
export function inChromium(): InChromium {
  let server: StaticServer | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer(), startChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  async function visitor(): Promise<BrowserContext> {
    const context = await started(browser).newContext();
    onTestFinished(() => context.close());
    return context;
  }
  return {
    get server() {
      return started(server);
    },
    visitor,
    async plainPage(context) {
      const page = await (context ?? (await visitor())).newPage();
      await openPage(page, `${started(server).origin}/plain`);
      return page;
    },
  };
}

/** The page's own globals, for functions that run there. */
export interface PageWithPackage {
  readonly web: {
    loadModel(model: unknown, options?: object): Promise<Embedder>;
    clearCache(): Promise<void>;
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new TypeError("not started");
  return part;
}
