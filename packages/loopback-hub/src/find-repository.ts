import type { Answering } from "./answering.ts";
import type { HubRepository } from "./repository.ts";

/** The repository that a request asks for, where it may have it; else the request is answered with why not. */
export function findRepository(asked: Answering, name: string): HubRepository | undefined {
  const { at, repositories, token, incoming } = asked;
  const { authorization } = incoming.headers;
  const repository = repositories.get(name);
  const hasAccess = authorization === `Bearer ${token}`;
  if (authorization !== undefined && !hasAccess && authorization !== "Bearer hf_known_without_access") {
    at.fail(401, "", "Invalid credentials in Authorization header");
    return undefined;
  }
  // Whether something private exists is not told: without a token the answer is the same for what does not.
  if (repository === undefined || (repository.access === "private" && !hasAccess)) {
    if (authorization === undefined) at.fail(401, "RepoNotFound", "Invalid username or password.");
    else at.fail(404, "RepoNotFound", "Repository not found");
    return undefined;
  }
  return repository;
}

/** Whether the files of a repository may be read; else the request is answered with why not. What is gated shows its list, not its files. */
export function mayReadFiles({ at, token, incoming }: Answering, { name, access }: HubRepository): boolean {
  if (access !== "gated" || incoming.headers.authorization === `Bearer ${token}`) return true;
  const hasToken = incoming.headers.authorization !== undefined;
  const message = hasToken
    ? `Access to model ${name} is restricted and you are not in the authorized list. Visit https://huggingface.co/${name} to ask for access.`
    : `Access to model ${name} is restricted. You must have access to it and be authenticated to access it. Please log in.`;
  at.fail(hasToken ? 403 : 401, "GatedRepo", message);
  return false;
}

/** Whether a revision is one of a repository's; else the request is answered so. */
export function hasRevision({ at }: Answering, repository: HubRepository, revision: string): boolean {
  if (revision === repository.commit || repository.revisions.includes(revision)) return true;
  at.fail(404, "RevisionNotFound", `Invalid rev id: ${revision}`);
  return false;
}
