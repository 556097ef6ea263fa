import ts from "typescript";
import type { SourceFile } from "./sources.mjs";

/** The files that export what other files hold without being an entry of their package: a reader should find a name where it is written, or in an entry. */
export function strayBarrels(files: readonly SourceFile[]): string[] {
  return files
    .filter(
      (file) => !file.path.endsWith("/index.ts") && !/^(?:packages|apps|tools)\/[^/]+\/src\/[^/]+$/.test(file.path) && reexports(file),
    )
    .map(({ path }) => path);
}

function reexports({ path, text }: SourceFile): boolean {
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return statements.some((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined);
}
