import { NestvecError } from "@nestvec/core";
import type { Column, ColumnKind } from "./column-kinds.ts";

/** A wider table takes the place of memory that grows with every new name of a field. */
const mostColumns = 4096;

/** Columns of JSON, as they are found row by row. */
export interface FoundColumns {
  /** Takes the fields of one row. @throws NestvecError LINE_INVALID through `fail` where there are too many names */
  add(fields: Readonly<Record<string, unknown>>): void;
  /** The columns in the order in which their names first came; a field that is null in every row is a text. */
  columns(): readonly Column[];
}

/** @see FoundColumns */
export function findColumns(file: string): FoundColumns {
  const kinds = new Map<string, ColumnKind | undefined>();
  return {
    add(fields) {
      for (const [name, value] of Object.entries(fields)) {
        const known = kinds.get(name);
        const kind = value === null ? undefined : kindOfJson(value);
        kinds.set(name, known === undefined || kind === undefined ? (known ?? kind) : jsonKind(known, kind));
      }
      if (kinds.size <= mostColumns) return;
      throw new NestvecError("FILE_NOT_READABLE", { file, problem: `its rows have over ${mostColumns} different fields` });
    },
    columns: () => Array.from(kinds, ([name, kind = "text"]) => ({ name, kind })),
  };
}

function kindOfJson(value: unknown): ColumnKind {
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "int64" : "float64";
  return "json";
}

/** What holds values of two kinds of JSON. */
function jsonKind(left: ColumnKind, right: ColumnKind): ColumnKind {
  if (left === right) return left;
  const numbers: readonly ColumnKind[] = ["int64", "float64"];
  return numbers.includes(left) && numbers.includes(right) ? "float64" : "json";
}

/** The columns of one of several files. */
export interface FileColumns {
  readonly file: string;
  readonly columns: readonly Column[];
  /** Whether the file states no kinds, so that they were found in its values. */
  readonly isFound: boolean;
}

/**
 * The columns of a table that is made of several files, in the order in which they first come: those that are wanted. A file without one of them has nulls in it.
 * @throws NestvecError ARGUMENT_INVALID where two files state different kinds
 */
export function mergeColumns(files: readonly FileColumns[], isWanted: (name: string) => boolean = () => true): readonly Column[] {
  const merged = new Map<string, { readonly column: Column; readonly file: string; readonly isFound: boolean }>();
  for (const { file, columns, isFound } of files) {
    for (const column of columns.filter(({ name }) => isWanted(name))) {
      const known = merged.get(column.name);
      if (known === undefined) merged.set(column.name, { column, file, isFound });
      else if (known.column.kind !== column.kind) {
        if (!known.isFound || !isFound) throw differentKinds(column, file, known.column, known.file);
        merged.set(column.name, { ...known, column: { name: column.name, kind: jsonKind(known.column.kind, column.kind) } });
      }
    }
  }
  return Array.from(merged.values(), ({ column }) => column);
}

function differentKinds({ name, kind }: Column, file: string, known: Column, knownFile: string): NestvecError {
  return new NestvecError("ARGUMENT_INVALID", {
    argument: "inputs",
    found: `"${knownFile}" with ${known.kind} and "${file}" with ${kind} in the column "${name}"`,
    expected: "files whose columns of one name are of one kind; or leave this column out",
  });
}
