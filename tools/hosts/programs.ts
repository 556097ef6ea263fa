import { existsSync } from "node:fs";
import { join } from "node:path";
import { bring } from "../run/bring.mjs";
import { findNode24 } from "../run/node-24.mjs";
import { root } from "../run/workspace.mjs";
import type { Musl } from "./musl.ts";
import { findMusl } from "./musl.ts";

/** A program that runs JavaScript, with what it is given before a file; or why it is not here. */
export type Program = readonly string[] | { readonly missing: string };

/** What a host is, and how it runs a file of a project. */
export interface Host {
  readonly name: string;
  readonly program: Program;
  /** For which system npm installs the packages: this one, or one without binaries of ONNX Runtime. */
  readonly system: "this" | "macOS on Intel" | "musl";
  /** How it runs tests in a file: the words before it. */
  readonly tests: readonly string[];
  /** The folder that stands for the root of its system. */
  readonly musl?: Musl;
}

/** What a program of npm's is, by its path in node_modules. */
export async function findProgram(path: string): Promise<Program> {
  const brought = await bring(join(root, "tools/hosts/programs"));
  if ("missing" in brought) return brought;
  const file = join(brought.modules, path);
  return existsSync(file) ? [file] : { missing: "of npm's packages, those for Linux on x64 alone are named" };
}

/** The flags with which npm installs for another system. */
export const flagsOf: Readonly<Record<Host["system"], readonly string[]>> = {
  this: [],
  "macOS on Intel": ["--os=darwin", "--cpu=x64"],
  musl: ["--os=linux", "--cpu=x64", "--libc=musl"],
};

/** The hosts that our packages are tried in, found or not. */
export async function findHosts(): Promise<readonly Host[]> {
  const node24 = await findNode24();
  const musl = await findMusl();
  const node20 = await findProgram("node-20/bin/node");
  const node22 = await findProgram("node-22/bin/node");
  const bun = await findProgram("@oven/bun-linux-x64/bin/bun");
  const deno = await findProgram("@deno/linux-x64-glibc/deno");
  const onDeno: Program = "missing" in deno ? deno : [...deno, "run", "--allow-all"];
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--no-color", "--pool", "threads", "--testTimeout", "120000"];
  const bunTest = ["test", "--timeout", "120000"];
  return [
    { name: "Node 20", program: node20, system: "this", tests: vitest },
    { name: "Node 22", program: node22, system: "this", tests: vitest },
    { name: "Node 24", program: "missing" in node24 ? node24 : [node24.program], system: "this", tests: vitest },
    { name: "Bun", program: bun, system: "this", tests: bunTest },
    { name: "Deno", program: onDeno, system: "this", tests: vitest },
    { name: "Node 22, macOS on Intel", program: node22, system: "macOS on Intel", tests: vitest },
    { name: "Bun, macOS on Intel", program: bun, system: "macOS on Intel", tests: bunTest },
    { name: "Deno, macOS on Intel", program: onDeno, system: "macOS on Intel", tests: vitest },
    {
      name: "Node 20, musl",
      program: "missing" in musl ? musl : [musl.node],
      system: "musl",
      tests: vitest,
      ...("missing" in musl ? {} : { musl }),
    },
  ];
}
