import { verifyModel, type Verification, type VerifiedPart } from "@nestvec/runtime-node";
import type { ModelChoice, ReportChoice } from "../options/shared-options.ts";
import { textTable, styleTitles } from "../output/text-table.ts";
import type { Context } from "../process/context.ts";
import { exitCode } from "../process/exit-codes.ts";
import { nameValueTable, printReport } from "./print.ts";
import { given } from "./with-model.ts";

/** What `nestvec verify` was asked for. */
export interface VerifyRequest extends ReportChoice, Pick<ModelChoice, "pooling" | "dtype" | "modelFile"> {
  readonly lockFile?: string;
  readonly repository?: string;
}

/** Verifies a model, prints what was verified, and ends with exit code 1 where something is wrong. */
export async function verify(model: string, request: VerifyRequest, context: Context): Promise<void> {
  const { pooling, dtype, modelFile: file, lockFile, repository, format } = request;
  const { signal } = context.interruption;
  const verification = await verifyModel(model, { ...given({ pooling, dtype, file, lockFile, repository }), signal });
  await printReport(format, verification, describe, context);
  if (!verification.isRight) context.exitWith(exitCode.unhealthy);
}

function describe(verification: Verification): string {
  const { folder, parts, absent, withoutDigest, hasGoldenVectors } = verification;
  const problems = parts.filter(({ problem }) => problem !== undefined);
  const heading = nameValueTable([
    ["files", folder],
    ...(absent.length === 0 ? [] : [["listed, not here", absent.join(", ")] as const]),
    ...(withoutDigest.length === 0 ? [] : [["without a digest", withoutDigest.join(", ")] as const]),
    ...(hasGoldenVectors ? [] : [["golden vectors", "none to compare with"] as const]),
  ]);
  const table = textTable(
    [{ title: "part" }, { title: "verified" }, { title: "by" }, { title: "result" }],
    parts.map(({ part, what, by, problem }) => [part, what, by, problem === undefined ? "right" : "wrong"]),
    { title: styleTitles(process.stdout) },
  );
  const verdict =
    problems.length === 0 ? "Everything that was verified is right.\n" : `Something is wrong:\n${problems.map(problemLine).join("")}`;
  return `${heading}\n${table}\n${verdict}`;
}

const problemLine = ({ part, problem = "" }: VerifiedPart): string => `- ${part}: ${problem}\n`;
