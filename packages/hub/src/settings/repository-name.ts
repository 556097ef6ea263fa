import { invalidArgument } from "@nestvec/core";
import { pathProblem } from "@nestvec/core/download";

/** A repository of a hub, and the revision that is meant. */
export interface RepositoryName {
  /** "org/name" */
  readonly name: string;
  /** A branch, a tag or a commit; undefined where none is named. */
  readonly revision: string | undefined;
}

// As the hub itself has it: letters, digits, dots, dashes and underscores; no two dots or dashes in a row, none of them at an end.
const part = /^(?![.-])(?!.*(--|\.\.))[\w.-]{1,96}(?<![.-])$/;

/**
 * Reads `org/name` or `org/name@revision`; undefined where a text is no such name.
 * @example
 * ```ts
 * import { repositoryName } from "@nestvec/hub";
 *
 * console.log(repositoryName("BAAI/bge-small-en-v1.5@main")); // → { name: 'BAAI/bge-small-en-v1.5', revision: 'main' }
 * console.log(repositoryName("./models/bge")); // → undefined
 * ```
 */
export function repositoryName(text: string): RepositoryName | undefined {
  const [, org = "", name = "", revision] = /^([^/@]+)\/([^/@]+)(?:@(.+))?$/.exec(text) ?? [];
  if (!part.test(org) || !part.test(name) || name.endsWith(".git")) return undefined;
  return revision === undefined || isRevision(revision) ? { name: `${org}/${name}`, revision } : undefined;
}

/** Whether a text can be a branch, a tag or a commit. It becomes part of a path. */
export const isRevision = (text: string): boolean =>
  /^[\w./+-]{1,200}$/.test(text) && pathProblem(text) === undefined && !text.startsWith("-");

/** The same, of an argument. @throws NestvecError ARGUMENT_INVALID */
export function requireRepository(model: unknown, revision: unknown): { readonly name: string; readonly revision: string } {
  const found = typeof model === "string" ? repositoryName(model) : undefined;
  if (found === undefined) throw invalidArgument("model", model, `a repository of a hub, "ORG/NAME" or "ORG/NAME@REVISION"`);
  if (revision !== undefined && (typeof revision !== "string" || !isRevision(revision)))
    throw invalidArgument("revision", revision, "a branch, a tag or a commit");
  if (revision !== undefined && found.revision !== undefined && revision !== found.revision)
    throw invalidArgument("revision", revision, `left out, or "${found.revision}" as in "${String(model)}"`);
  return { name: found.name, revision: revision ?? found.revision ?? "main" };
}

/** Whether a revision is a commit, in full. */
export const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);
