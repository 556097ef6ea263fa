import type { Embedder } from "../embedder/embedder.ts";
import type { RemotePort } from "./port.ts";
import { remoteCaller, type RemoteOptions } from "./remote-caller.ts";
import { remoteEmbedder } from "./remote-embedder.ts";

/**
 * The embedder that `serveEmbedder` serves on the other side of a port. Texts go over; the buffer of the vectors comes back, handed over
 * where the channel can. An abort signal acts at once here, and at the next batch there.
 * @throws NestvecError what opening the model threw there; WORKER_DIED when the port closes, from this and from every call that waits
 */
export async function connectEmbedder(port: RemotePort, options: RemoteOptions = {}): Promise<Embedder> {
  const caller = remoteCaller(port, options);
  const model = await caller.ready;
  return remoteEmbedder({
    name: `embedder of "${model}"`,
    call: (method, input) => caller.call(method, input).answer,
    dispose: () => caller.dispose(),
  });
}
