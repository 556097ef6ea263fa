import { createServer, request, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { pullModel } from "../pull/pull-model.ts";
import { failure, hubForTest, tinyName } from "../testing/hub-for-test.ts";

afterEach(() => void vi.unstubAllEnvs());

const variables = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];

/** Whether a request has the password. */
const isKnown = (incoming: IncomingMessage): boolean =>
  incoming.headers["proxy-authorization"] === `Basic ${Buffer.from("ada:secret").toString("base64")}`;

/** A proxy as companies have it: it tunnels, passes requests on, and wants a password. */
async function startProxy(): Promise<{ readonly url: string; readonly seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push(incoming.url ?? "");
    if (!isKnown(incoming)) return void outgoing.writeHead(407).end();
    const { "proxy-authorization": _password, ...headers } = incoming.headers;
    const onward = request(incoming.url ?? "", { method: incoming.method ?? "GET", headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  server.on("connect", (incoming: IncomingMessage, socket) => {
    seen.push(incoming.url ?? "");
    if (!isKnown(incoming)) return void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const [host = "", port] = (incoming.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket);
      socket.pipe(onward);
    });
    for (const end of [socket, onward]) end.on("error", () => end.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://ada:secret@127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function withoutProxies(): void {
  for (const name of variables) for (const variable of [name, name.toLowerCase()]) vi.stubEnv(variable, undefined);
}

test.each(["HTTP_PROXY", "http_proxy"])("%s is used, for both hosts", async (variable) => {
  withoutProxies();
  const { hub, options } = await hubForTest();
  const proxy = await startProxy();
  vi.stubEnv(variable, proxy.url);
  expect((await pullModel(tinyName, { ...options, layers: [2] })).layers).toEqual([2]);
  for (const host of [hub.endpoint, hub.storage]) expect(proxy.seen.some((seen) => seen.includes(new URL(host).host))).toBe(true);
});

test("a proxy may be written without a scheme", async () => {
  withoutProxies();
  const { options } = await hubForTest();
  const proxy = await startProxy();
  vi.stubEnv("HTTP_PROXY", proxy.url.replace("http://", ""));
  expect((await pullModel(tinyName, { ...options, layers: [2] })).layers).toEqual([2]);
  expect(proxy.seen.length).toBeGreaterThan(0);
});

test.each(["http://a b", "ftp://ada:secret@proxy", "http://%zz:secret@proxy", "http://"])(
  "%s is no address of a proxy: the error names the variable",
  async (address) => {
    withoutProxies();
    const { hub, options } = await hubForTest();
    for (const variable of ["HTTPS_PROXY", "http_proxy"]) {
      vi.stubEnv(variable, address);
      const error = await failure(pullModel(tinyName, options));
      expect(error).toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: variable } });
      expect(error.message).not.toContain("secret");
      withoutProxies();
    }
    expect(hub.log).toEqual([]);
  },
);

test("NO_PROXY names the hosts that are asked without it", async () => {
  withoutProxies();
  const { options } = await hubForTest();
  const proxy = await startProxy();
  vi.stubEnv("HTTP_PROXY", proxy.url);
  vi.stubEnv("NO_PROXY", "localhost,127.0.0.1");
  expect((await pullModel(tinyName, { ...options, layers: [2] })).layers).toEqual([2]);
  expect(proxy.seen).toEqual([]);
});

test("a proxy that cannot be reached, or refuses, is an error without its password", async () => {
  withoutProxies();
  const { options } = await hubForTest();
  const proxy = await startProxy();
  for (const url of ["http://ada:secret@127.0.0.1:1", proxy.url.replace("secret", "wrong")]) {
    vi.stubEnv("HTTP_PROXY", url);
    const error = await failure(pullModel(tinyName, options));
    expect(["HUB_UNREACHABLE", "HUB_REFUSED"]).toContain(error.code);
    expect(error.message).not.toMatch(/secret|wrong/);
  }
});
