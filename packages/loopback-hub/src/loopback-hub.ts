import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerApi } from "./answer-api.ts";
import { usualBehaviour, type Behaviour, type HubRequest } from "./behaviour.ts";
import { answerFile, answerStorage } from "./answer-file.ts";
import { answerOf, type Answering } from "./answering.ts";
import type { HubRepository } from "./repository.ts";

/** A hub of two hosts on this machine: one for the API and small files, one for what is kept outside of git. */
export interface LoopbackHub {
  /** For `HF_ENDPOINT`. */
  readonly endpoint: string;
  readonly storage: string;
  readonly behaviour: Behaviour;
  readonly log: HubRequest[];
  /** Can be changed between requests. */
  readonly repositories: Map<string, HubRepository>;
  /** Names that repositories had before, and what they are called now. */
  readonly renamed: Map<string, string>;
  /** The token that has access to what is gated or private. */
  readonly token: string;
  close(): Promise<void>;
}

/** Starts a hub with some repositories. */
export async function startLoopbackHub(repositories: readonly HubRepository[]): Promise<LoopbackHub> {
  const behaviour = usualBehaviour();
  const log: HubRequest[] = [];
  const known = new Map(repositories.map((repository) => [repository.name, repository]));
  const renamed = new Map<string, string>();
  const token = "hf_loopbackloopbackloopbackloopback1";
  const parts = { behaviour, repositories: known, renamed, token };

  const listener = (host: HubRequest["host"]) => (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const url = new URL(incoming.url ?? "/", "http://hub.invalid");
    const at = answerOf({ host, incoming, outgoing, log, path: decodeURIComponent(url.pathname) });
    const refusal = behaviour.refusals.findIndex(({ path }) => path === undefined || path.test(at.path));
    const [refused] = refusal === -1 ? [] : behaviour.refusals.splice(refusal, 1);
    if (refused !== undefined) {
      at.fail(refused.status, "", "not now", refused.retryAfter === undefined ? {} : { "retry-after": refused.retryAfter });
      return;
    }
    const asked: Answering = { ...parts, at, url, incoming, endpoint, storage };
    if (host === "storage") answerStorage(asked);
    else if (at.path.startsWith("/api/") && !at.path.startsWith("/api/resolve-cache/")) answerApi(asked);
    else answerFile(asked);
  };
  const [hub, second] = [createServer(listener("hub")), createServer(listener("storage"))];
  const endpoint = await listen(hub);
  const storage = await listen(second);
  return {
    endpoint,
    storage,
    behaviour,
    log,
    repositories: known,
    renamed,
    token,
    async close() {
      await Promise.all([close(hub), close(second)]);
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
