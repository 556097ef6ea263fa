import type { GraphWork, ModelFiles, Runtime, Session } from "@nestvec/core";

/** Why a session must not be used, as the end of a sentence: how its vectors differ from a reference's. Undefined where they agree. */
export async function differenceFrom(
  reference: Runtime,
  session: Session,
  files: ModelFiles,
  graph: string,
  work: GraphWork | undefined,
): Promise<string | undefined> {
  // Of no use to those who ask the processor alone.
  const { graphDifference } = await import("@nestvec/core/trusted-runtime");
  const trusted = await reference.open(files, graph, work);
  try {
    const difference = await graphDifference(session, trusted, { files, graph, longestText: work?.longestText });
    return difference === undefined ? undefined : `it ${difference}`;
  } finally {
    await trusted.dispose();
  }
}
