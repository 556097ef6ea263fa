import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { root } from "./repository.ts";

/** An export, or a method of one, and the examples of its docstring. */
export interface Documented {
  /** `topK`, or `Embedder.search` */
  readonly name: string;
  /** What it is imported from, that of its own package first. */
  readonly entries: readonly string[];
  /** Functions, classes and methods must have an example. */
  readonly isCallable: boolean;
  readonly examples: readonly Example[];
}

/** An example as a program of its own. */
export interface Example {
  /** Where it is written, as a path from `src`. */
  readonly path: string;
  readonly code: string;
}

/** What cannot be without examples although it is only a type: its methods are what users call. */
const interfaces = new Set(["Embedder"]);

/** What the repository's own programs measure with. */
const ownEntries = new Set(["@nestvec/bench/measuring"]);

/** Ignored by git, the linter and the formatter; below `docs/examples`, so that packages are found from there. */
const folder = join(root, "docs", "examples", ".tsc", "docstrings");

interface Entry {
  readonly name: string;
  readonly file: string;
}

/** The files of source behind the entries of the published packages. */
function publishedEntries(): Entry[] {
  const folders = ["packages", "apps"].flatMap((group) => readdirSync(join(root, group)).map((name) => join(root, group, name)));
  return folders
    .filter((project) => existsSync(join(project, "package.json")))
    .flatMap((project) => {
      const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
      const exported: Record<string, string | Record<string, string>> = manifest.private === true ? {} : (manifest.exports ?? {});
      return Object.entries(exported).flatMap(([path, conditions]) => {
        const source = typeof conditions === "string" ? undefined : conditions["@nestvec/source"];
        return source === undefined ? [] : [{ name: manifest.name + path.slice(1), file: join(project, source) }];
      });
    })
    .filter(({ name }) => !ownEntries.has(name));
}

/** The settings of docs/examples, and the types of a page besides. */
function compilerOptions(): ts.CompilerOptions {
  const config = join(root, "docs", "examples", "tsconfig.json");
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(config, ts.sys.readFile).config, ts.sys, dirname(config));
  const noOutput = { composite: false, declaration: false, declarationMap: false, emitDeclarationOnly: false, noEmit: true, rootDir: root };
  return { ...options, ...noOutput, lib: [...(options.lib ?? []), "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"] };
}

/** Every export of the published packages, and what the compiler says against the examples, all checked in one program. */
export function readDocstrings(): { readonly documented: readonly Documented[]; readonly problems: readonly string[] } {
  const entries = publishedEntries();
  const options = compilerOptions();
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    options,
  );
  const documented = documentedIn(program, entries);
  const examples = documented.flatMap((one) => one.examples);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = examples.map(({ path, code }) => {
    const file = join(root, "docs", "examples", "src", path);
    writeFileSync(file, code);
    return file;
  });
  const all = ts.createProgram([...entries.map(({ file }) => file), ...files], options, undefined, program);
  const diagnostics = files.flatMap((file) => {
    const source = all.getSourceFile(file);
    return [...all.getSyntacticDiagnostics(source), ...all.getSemanticDiagnostics(source)];
  });
  const problems = diagnostics.map(({ file, start, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
    return `${relative(folder, file?.fileName ?? "")}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
  return { documented, problems };
}

function documentedIn(program: ts.Program, entries: readonly Entry[]): Documented[] {
  const checker = program.getTypeChecker();
  const exported = new Map<ts.Symbol, { readonly name: string; readonly entries: Entry[] }>();
  for (const entry of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry.file) ?? raise(`no file ${entry.file}`));
    for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const known = exported.get(target) ?? { name: symbol.name, entries: [] };
      known.entries.push(entry);
      exported.set(target, known);
    }
  }
  return [...exported].flatMap(([symbol, known]) => {
    const home = symbol.declarations?.[0]?.getSourceFile().fileName ?? "";
    if (home.includes("/node_modules/")) return [];
    const names = known.entries
      .toSorted((left, right) => Number(isHome(right, home)) - Number(isHome(left, home)))
      .map((entry) => entry.name);
    const members = interfaces.has(known.name) ? checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)) : [];
    return [
      documentedOf(known.name, names, symbol, isCallable(checker, symbol)),
      ...members
        .filter(({ flags }) => flags & ts.SymbolFlags.Method)
        .map((member) => documentedOf(`${known.name}.${memberName(member)}`, names, member, true)),
    ];
  });
}

const isHome = ({ file }: Entry, home: string): boolean => home.startsWith(file.slice(0, file.lastIndexOf("/src/") + 1));

/** A method named by a symbol is called by an inner name in the compiler. */
const memberName = (member: ts.Symbol): string => /^__@(\w+)@\d+$/.exec(member.name)?.[1] ?? member.name;

function isCallable(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  if (!(symbol.flags & ts.SymbolFlags.Value)) return false;
  const type = checker.getTypeOfSymbol(symbol);
  return type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0;
}

function documentedOf(name: string, entries: readonly string[], symbol: ts.Symbol, callable: boolean): Documented {
  const tags = (symbol.declarations ?? []).flatMap((declaration) => ts.getJSDocTags(declaration));
  const codes = tags.filter(({ tagName }) => tagName.text === "example").flatMap(codeOf);
  const stem = `${(entries[0] ?? "").replaceAll("/", "-").replace("@", "")}-${name}`;
  const examples = codes.map((code, place) => ({ path: `../.tsc/docstrings/${stem}${place === 0 ? "" : `-${place + 1}`}.ts`, code }));
  return { name, entries, isCallable: callable, examples };
}

/** The blocks of code of a tag, without the stars before their lines. */
function codeOf(tag: ts.JSDocTag): string[] {
  const text = tag
    .getSourceFile()
    .text.slice(tag.pos, tag.end)
    .replaceAll(/^[ \t]*\* ?/gm, "");
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
}

function raise(problem: string): never {
  throw new Error(problem);
}
