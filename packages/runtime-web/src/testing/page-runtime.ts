import {
  NestvecError,
  type ErrorCode,
  type ErrorDetails,
  type FileSource,
  type ModelFiles,
  type Runtime,
  type Session,
} from "@nestvec/core";
import type { Page } from "playwright-core";
import { onnxRuntimeVersion } from "../onnxruntime/onnx-runtime-version.ts";

/** What `webRuntime` takes, as far as it can be sent to a page. */
interface PageRuntimeOptions {
  readonly threads?: number;
  readonly providers?: readonly { readonly name: string }[];
}

/** An answer of the page: errors cross as their code and details. */
type Outcome<T> = { readonly value: T } | { readonly code: ErrorCode; readonly details: ErrorDetails[ErrorCode] };

/** What a page says of a session that it opened. */
interface Opened extends Pick<Session, "provider" | "inputs" | "outputs"> {
  readonly session: number;
  readonly notes: readonly string[];
}

/** The page's own globals, as the functions below find them. */
interface PageGlobals {
  web: { webRuntime?(options: object): Runtime; webgpuRuntime?(options: object): Runtime };
  modelFiles(source: FileSource): ModelFiles;
  fileOfTest(files: number, what: "size" | "read" | "slice", path: string, start: number, end: number): Promise<never>;
  sessionsOfTest: Session[];
  outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>>;
  bitsOf(data: ArrayBufferView): unknown;
}

/** Sources that pages read, by number. */
const sources: FileSource[] = [];

/** Makes a page ready: its sessions, and its way to the files of this process. */
async function prepare(page: Page): Promise<void> {
  if (await page.evaluate(() => "sessionsOfTest" in globalThis)) return;
  await page.exposeFunction("fileOfTest", async (files: number, what: string, path: string, start: number, end: number) => {
    const source = sources[files];
    if (what === "size") return source?.size(path);
    return what === "read" ? source?.read(path) : source?.readSlice(path, start, end);
  });
  await page.evaluate(() => {
    Object.assign(globalThis, {
      sessionsOfTest: [],
      async outcomeOf(work: () => Promise<unknown>) {
        try {
          return { value: await work() };
        } catch (error) {
          if (!(error instanceof Error && "code" in error && "details" in error)) throw error;
          return { code: error.code, details: error.details };
        }
      },
      // A Float16Array does not cross; its bits do, as what ONNX Runtime gives in Node 20.
      bitsOf: (data: ArrayBufferView) =>
        data.constructor.name === "Float16Array" ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2) : data,
    });
  });
}

/** The runtime of a page's entry, as one of this process: graphs are opened and run in the page, and read their files from here. */
export function pageRuntime(page: () => Page, options: PageRuntimeOptions = {}): Runtime {
  let notes: readonly string[] = [];
  return {
    name: "onnxruntime-web in a page",
    version: onnxRuntimeVersion,
    machine: "a browser",
    notes: () => notes,
    async open(files, graph) {
      await prepare(page());
      const outcome = await page().evaluate(
        ([source, name, path, given]) => {
          const here = globalThis as unknown as PageGlobals;
          const get = (what: "size" | "read" | "slice", file: string, start = 0, end = 0) =>
            here.fileOfTest(source, what, file, start, end);
          const modelFiles = here.modelFiles({
            name,
            // What is not there comes as null.
            size: async (file) => (await get("size", file)) ?? undefined,
            read: (file) => get("read", file),
            readSlice: (file, start, end) => get("slice", file, start, end),
          });
          return here.outcomeOf(async () => {
            const runtime = here.web.webgpuRuntime?.(given) ?? here.web.webRuntime?.(given);
            if (runtime === undefined) throw new TypeError("the page has no runtime");
            const opened = await runtime.open(modelFiles, path);
            const { provider, inputs, outputs } = opened;
            return { session: here.sessionsOfTest.push(opened) - 1, provider, inputs, outputs, notes: runtime.notes?.() ?? [] };
          });
        },
        [sources.push(files) - 1, files.name, graph, options] as const,
      );
      const opened: Opened = valueOf(outcome);
      notes = opened.notes;
      return pageSession(page(), opened);
    },
  };
}

function pageSession(page: Page, { session, provider, inputs, outputs }: Opened): Session {
  return {
    provider,
    inputs,
    outputs,
    run: async (feeds, wanted) =>
      valueOf(
        await page.evaluate(
          ([place, fed, names]) => {
            const here = globalThis as unknown as PageGlobals;
            return here.outcomeOf(async () => {
              const results = Object.entries((await here.sessionsOfTest[place]?.run(fed, names)) ?? {});
              return Object.fromEntries(
                results.map(([name, { type, data, dims }]) => [
                  name,
                  { type, data: here.bitsOf(data as ArrayBufferView), dims: [...dims] },
                ]),
              );
            });
          },
          [session, feeds, wanted] as const,
        ),
      ) as Awaited<ReturnType<Session["run"]>>,
    dispose: () => page.evaluate((place) => (globalThis as unknown as PageGlobals).sessionsOfTest[place]?.dispose(), session),
  };
}

function valueOf<T>(outcome: Outcome<T>): T {
  if ("value" in outcome) return outcome.value;
  throw new NestvecError(outcome.code, outcome.details);
}
