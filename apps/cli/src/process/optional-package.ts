import { isError, NestvecError } from "@nestvec/core";

/**
 * Loads what a command needs of a package that is installed apart, since most who use the command line never need it.
 * @throws NestvecError PACKAGE_MISSING where it is not installed, and what `load` throws
 */
export async function fromPackage<Loaded>(name: `@nestvec/${string}`, neededBy: string, load: () => Loaded): Promise<Awaited<Loaded>> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissing(cause, name)) throw cause;
    const commands = [`npm install ${name}`, `npx -p nestvec -p ${name} ${neededBy}`];
    throw new NestvecError("PACKAGE_MISSING", { package: name, neededBy, commands }, { cause });
  }
}

/** Whether it is that very package, not one that it needs itself. Node's words, and those of Yarn's Plug'n'Play. */
const isMissing = (error: unknown, name: string): boolean =>
  isError(error) && (error.message.includes(`Cannot find package '${name}'`) || error.message.includes(`tried to access ${name} `));
