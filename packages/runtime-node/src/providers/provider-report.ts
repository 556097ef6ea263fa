import { execFile } from "node:child_process";
import { NestvecError, type ExecutionProvider } from "@nestvec/core";
import { childEnvironment } from "../isolation/environment.ts";
import { namedProviders, packagedProviders } from "./named-providers.ts";

/** What is known of an execution provider that has a package of its own. Plain data. */
export interface ProviderReport {
  readonly name: string;
  readonly package: string;
  readonly installed: boolean;
  /** Why it cannot run here, and what would help; undefined where it can. */
  readonly obstacle: string | undefined;
}

/**
 * Asks every provider that has a package whether it can run on this machine. Each is asked in a process of its own: a driver may crash or hang. Problems
 * are told, not thrown.
 * @example
 * ```ts
 * import { providerReport } from "@nestvec/runtime-node";
 *
 * const works = (await providerReport()).filter(({ obstacle }) => obstacle === undefined).map(({ name }) => name);
 * console.log(`GPUs by ${works.join(", ") || "none"}`); // → GPUs by …
 * ```
 */
export async function providerReport(from: string = process.cwd()): Promise<readonly ProviderReport[]> {
  return Promise.all(
    packagedProviders.map(async (name): Promise<ProviderReport> => {
      const about = { name, package: `@nestvec/provider-${name}` };
      try {
        const [provider] = await namedProviders([name], { from });
        return { ...about, installed: true, obstacle: provider === undefined ? undefined : await obstacleOf(provider) };
      } catch (error) {
        const isMissing = NestvecError.is(error, "PACKAGE_MISSING");
        const obstacle = isMissing ? `not installed: npm install ${about.package}` : String(error);
        return { ...about, installed: !isMissing, obstacle };
      }
    }),
  );
}

/** What a child prints before its answer, among whatever a driver prints. */
const mark = "nestvec-obstacle ";

/** Runs in the child: its module's URL and options are its arguments. */
const program = `
  const [url, options] = process.argv.slice(1);
  const { executionProvider } = await import(url);
  const obstacle = await executionProvider.obstacle(JSON.parse(options));
  process.stdout.write(${JSON.stringify(`\n${mark}`)} + JSON.stringify({ obstacle }) + "\\n", () => process.exit(0));
`;

/** How long it may take to say so. */
const patience = 30_000;

function obstacleOf(provider: ExecutionProvider): Promise<string | undefined> {
  const parameters = ["--input-type=module", "-e", program, "--", provider.module ?? "", JSON.stringify(provider.options ?? {})];
  const environment = childEnvironment(process.env, [provider]);
  return new Promise((resolve) => {
    execFile(process.execPath, parameters, { env: environment, timeout: patience, killSignal: "SIGKILL" }, (error, stdout) => {
      const line = stdout.split("\n").find((each) => each.startsWith(mark));
      if (line !== undefined) return resolve((JSON.parse(line.slice(mark.length)) as { readonly obstacle?: string }).obstacle);
      if (error?.killed === true) return resolve(`it did not answer for ${patience / 1000} s`);
      resolve(`its process ended: ${error?.signal ?? error?.message.split("\n").findLast((each) => each !== "") ?? "no answer"}`);
    });
  });
}
