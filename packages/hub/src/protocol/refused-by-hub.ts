import { NestvecError } from "@nestvec/core";
import type { HubSettings } from "../settings/hub-settings.ts";
import type { HubResponse } from "./hub-client.ts";

/** What was asked of a hub. */
export interface Asked {
  readonly settings: HubSettings;
  readonly repository: string;
  readonly revision: string;
}

/** The error of an answer that is a refusal: who means what by it, and what to do. */
export function refusedByHub(response: Pick<HubResponse, "status" | "host" | "hubHeader">, asked: Asked): NestvecError {
  const [problem, remedy] = meaning(response, asked);
  return new NestvecError("HUB_REFUSED", { hub: asked.settings.endpoint, repository: asked.repository, problem, remedy });
}

type Meaning = readonly [problem: string, remedy: string];

function meaning({ status, host, hubHeader }: Pick<HubResponse, "status" | "host" | "hubHeader">, asked: Asked): Meaning {
  if (status === 407) return ["a proxy on the way wants a name and a password", "Write them as http://NAME:PASSWORD@HOST in HTTPS_PROXY"];
  // What it says is of its own links, not of the repository or of the token.
  if (host !== undefined) return [`${host}, to which it redirects, answered ${status}`, "Try again, and check the proxy's settings"];
  const message = plain(hubHeader("x-error-message") ?? "");
  return meaningOfCode(hubHeader("x-error-code") ?? "", asked) ?? meaningOfStatus(status, message, asked);
}

/** What the hub's own codes mean. */
function meaningOfCode(code: string, { settings: { token, endpoint }, repository, revision }: Asked): Meaning | undefined {
  const page = `${endpoint}/${repository}`;
  if (code === "GatedRepo" && token === undefined)
    return ["it is gated, and no token was sent", `Ask for access on ${page}, then set HF_TOKEN`];
  if (code === "GatedRepo") return ["it is gated, and the token's owner was not given access", `Ask for access on ${page}`];
  if (code === "RevisionNotFound") return [`it has no revision "${revision}"`, "Name a branch, a tag or a commit that it has"];
  if (code !== "RepoNotFound") return undefined;
  if (token === undefined)
    return ["there is no such repository, or it is private and no token was sent", "Check its name, or set HF_TOKEN"];
  return ["there is no such repository, or the token's owner may not see it", "Check its name, and whose token HF_TOKEN is"];
}

/** What an answer without a code means. A proxy or another server may have given it. */
function meaningOfStatus(status: number, message: string, { settings: { token } }: Asked): Meaning {
  if (status === 401 && token !== undefined) return ["the token that was sent is not valid", "Set HF_TOKEN to one that is, or to none"];
  if (status === 401) return [`the server answered 401${said(message)}, and no token was sent`, "Check its name, or set HF_TOKEN"];
  if (message !== "") return [`the server answered ${status}${said(message)}`, "Check the name, HF_TOKEN and HF_ENDPOINT"];
  return [`the server answered ${status} and does not say why`, "Check the name, HF_TOKEN, HF_ENDPOINT, and the proxy's settings"];
}

const said = (message: string): string => (message === "" ? "" : `, "${message}"`);

/** A server's own words, as they may stand in a message. */
const plain = (message: string): string => message.replaceAll(/\s+/g, " ").slice(0, 200).trim().replace(/\.$/, "");
