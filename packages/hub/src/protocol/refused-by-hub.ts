import { NestvecError } from "@nestvec/core";
import type { HubSettings } from "../settings/hub-settings.ts";
import type { HubResponse } from "./hub-client.ts";

/** What was asked of a hub. */
export interface Asked {
  readonly settings: HubSettings;
  readonly repository: string;
  readonly revision: string;
}

/** The error of an answer that is a refusal: what the hub means by it, and what to do. */
export function refusedByHub({ status, hubHeader }: Pick<HubResponse, "status" | "hubHeader">, asked: Asked): NestvecError {
  const [problem, remedy] = meaning(status, hubHeader("x-error-code") ?? "", hubHeader("x-error-message") ?? "", asked);
  return new NestvecError("HUB_REFUSED", { hub: asked.settings.endpoint, repository: asked.repository, problem, remedy });
}

function meaning(status: number, code: string, message: string, { settings, repository, revision }: Asked): readonly [string, string] {
  const { token, endpoint } = settings;
  const page = `${endpoint}/${repository}`;
  if (code === "GatedRepo" && token === undefined)
    return ["it is gated, and no token was sent", `Ask for access on ${page}, then set HF_TOKEN`];
  if (code === "GatedRepo") return ["it is gated, and the token's owner was not given access", `Ask for access on ${page}`];
  if (code === "RevisionNotFound") return [`it has no revision "${revision}"`, "Name a branch, a tag or a commit that it has"];
  if (code === "RepoNotFound" || status === 404) {
    if (token === undefined)
      return ["there is no such repository, or it is private and no token was sent", "Check its name, or set HF_TOKEN"];
    return ["there is no such repository, or the token's owner may not see it", "Check its name, and whose token HF_TOKEN is"];
  }
  if (status === 401 && token !== undefined) return ["the token that was sent is not valid", "Set HF_TOKEN to one that is, or to none"];
  if (status === 401 || status === 403) return [message === "" ? `the server answered ${status}` : plain(message), "Check HF_TOKEN"];
  return [`the server answered ${status}${message === "" ? "" : `: ${plain(message)}`}`, "Check HF_ENDPOINT, and the proxy's settings"];
}

/** A server's own words, as they may stand in a message. */
const plain = (message: string): string => message.replaceAll(/\s+/g, " ").slice(0, 200).trim().replace(/\.$/, "");
