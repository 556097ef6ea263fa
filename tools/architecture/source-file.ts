import ts from "typescript";

/** One TypeScript file of a package: its path from the repository's root, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What a file imports or re-exports, statically, dynamically or as a type, in the order it stands there. */
export function importsOf({ text }: SourceFile): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The folder of the package that a file is in: "packages/core". */
export function packageOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

/** Whether a file only serves tests: `x.test.ts`, or a helper in a folder `testing`. */
export function isForTests(path: string): boolean {
  return path.endsWith(".test.ts") || path.includes("/testing/");
}
