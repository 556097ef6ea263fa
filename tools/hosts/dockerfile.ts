import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DockerfileParser } from "dockerfile-ast";
import { runCommand } from "../run/run-command.mjs";

/** What a Dockerfile's last stage came to, without Docker. */
export interface Image {
  /** The folder that stands for the image's root. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
}

interface Stage {
  readonly root: string;
  workdir: string;
  user: string;
  readonly environment: Record<string, string>;
  entrypoint: readonly string[];
  healthcheck: readonly string[];
}

/**
 * Carries out the steps of a Dockerfile in folders that stand for the stages' roots: copies what COPY copies and runs what RUN runs, on this
 * machine's Node, with absolute paths of the stage led into its folder. The base images are not there, and so nothing of theirs is tried.
 * @throws Error for a step that fails, or one that is not known here
 */
export async function executeDockerfile(text: string, { context, folder }: { context: string; folder: string }): Promise<Image> {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const content = instruction
      .getTextContent()
      .replace(/^\S+\s+/, "")
      .replaceAll(/\\\r?\n\s*/g, " ");
    const all = content.trim().split(/\s+/);
    const words = all.filter((word) => !word.startsWith("--"));
    const keyword = instruction.getKeyword();
    if (keyword === "FROM") {
      const name = words[2] ?? "final";
      stage = { root: join(folder, name), workdir: "/", user: "root", environment: {}, entrypoint: [], healthcheck: [] };
      mkdirSync(stage.root, { recursive: true });
      stages.set(name, stage);
    } else if (stage === undefined) throw new Error(`${keyword} before FROM.`);
    else if (keyword === "COPY") {
      const from = all.find((word) => word.startsWith("--from="))?.slice("--from=".length);
      const [what = "", where = ""] = words;
      cpSync(join(stages.get(from ?? "")?.root ?? context, what), inside(stage, where), { recursive: true, verbatimSymlinks: true });
    } else await carryOut(keyword, content, words, stage);
  }
  if (stage === undefined) throw new Error("The Dockerfile has no FROM.");
  return stage;
}

const inside = ({ root, workdir }: Stage, path: string): string => join(root, path.startsWith("/") ? path : join(workdir, path));

async function carryOut(keyword: string, content: string, words: readonly string[], stage: Stage): Promise<void> {
  switch (keyword) {
    case "WORKDIR":
      stage.workdir = words[0] ?? "/";
      mkdirSync(inside(stage, stage.workdir), { recursive: true });
      return;
    case "ENV":
      for (const word of words) stage.environment[word.split("=")[0] ?? ""] = word.replace(/^[^=]*=/, "");
      return;
    case "RUN": {
      const command = content.replaceAll(/(^|\s)\/(?=[a-z])/g, `$1${stage.root}/`);
      const { succeeded, output } = await runCommand("sh", ["-c", command], { folder: inside(stage, ".") });
      if (!succeeded) throw new Error(`RUN ${command}\n${output}`);
      return;
    }
    case "USER":
      stage.user = words[0] ?? "root";
      return;
    case "HEALTHCHECK":
      stage.healthcheck = listOf(content.replace(/^.*?\bCMD\s+/s, ""));
      return;
    case "ENTRYPOINT":
      stage.entrypoint = listOf(content).map((word) => (word.startsWith("/") ? inside(stage, word) : word));
      return;
    case "EXPOSE":
      return;
    default:
      throw new Error(`${keyword} is not known here: add what it does, so that it is tried.`);
  }
}

const listOf = (text: string): readonly string[] => JSON.parse(text) as readonly string[];
