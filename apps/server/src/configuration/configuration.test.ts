import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { foreignSettings, readEnvironment } from "./environment.ts";
import { configurationOf, printableConfiguration, readConfiguration } from "./read-configuration.ts";
import { readFlags } from "./sources.ts";
import { usage } from "./usage.ts";

const read = (argv: string[], environment: Record<string, string> = {}) => {
  const { written, config } = readFlags(argv);
  return readConfiguration([written, readEnvironment(environment)], config);
};

function file(content: string, name = "settings.json"): string {
  const path = join(mkdtempSync(join(tmpdir(), "nestvec-configuration-")), name);
  writeFileSync(path, content);
  return path;
}

test("flags go before the environment, that before the file, that before the defaults", () => {
  const config = file(JSON.stringify({ port: 1, "max-batch-tokens": 1, deadline: 1, "api-key": ["k"] }));
  const configuration = read(["--port", "3", "--config", config], { PORT: "2", MAX_BATCH_TOKENS: "2" });
  expect(configuration).toMatchObject({ port: 3, maxBatchTokens: 2, deadline: 1, apiKey: ["k"], drain: 30_000 });
});

test("a program's settings are checked, and what it leaves out has its default", () => {
  expect(configurationOf({ port: 8080 })).toEqual({ ...readConfiguration([]), port: 8080 });
  expect(() => configurationOf({ port: 70_000 })).toThrow('"port" is 70000; it must be');
  expect(() => configurationOf({ prot: 8080 } as object)).toThrow(
    '"prot" is no option of configurationOf; it must be "port", or left out.',
  );
});

test("the choice of graphs is read from flags and from NESTVEC_'s variables, not from TEI's DTYPE", () => {
  expect(read([])).toMatchObject({ dtype: "auto", modelFile: undefined });
  expect(read(["--dtype", "q8"], { NESTVEC_MODEL_FILE: "model_O3.onnx" })).toMatchObject({ dtype: "q8", modelFile: "model_O3.onnx" });
  expect(read([], { NESTVEC_DTYPE: "fp16" })).toMatchObject({ dtype: "fp16" });
  expect(read([], { DTYPE: "float16", MODEL_FILE: "x" })).toMatchObject({ dtype: "auto", modelFile: undefined });
  expect(foreignSettings({ DTYPE: "float16" })[0]).toContain("--dtype chooses a graph");
  expect(() => read(["--dtype", "float16"])).toThrow("--dtype");
});

test("TEI's names, lists and switches are read as TEI's users write them", () => {
  const argv = [
    "--model-id",
    "a=./x",
    "--model-id",
    "b=./y,c=./z",
    "--auto-truncate",
    "false",
    "--no-docs",
    "--metrics=true",
    "--layers",
    "2,6",
  ];
  expect(read(argv)).toMatchObject({
    modelId: ["a=./x", "b=./y", "c=./z"],
    autoTruncate: false,
    docs: false,
    metrics: true,
    layers: [2, 6],
  });
  expect(read(["--auto-truncate"]).autoTruncate).toBe(true);
  expect(read([]).autoTruncate).toBeUndefined();
});

test("--model is what the command line's other commands call --model-id", () => {
  expect(read(["--model", "./x"]).modelId).toEqual(["./x"]);
  expect(read(["-m", "a=./x", "--model-id", "b=./y"]).modelId).toEqual(["a=./x", "b=./y"]);
  expect(() => read(["--model"])).toThrow(/--model/);
});

test("what others set in the environment is not taken for a setting", () => {
  expect(read([], { HOSTNAME: "3f2a1b", NESTVEC_PORT: "8" })).toMatchObject({ hostname: "127.0.0.1", port: 8 });
  expect(read([], { NESTVEC_HOSTNAME: "0.0.0.0", PORT: "" })).toMatchObject({ hostname: "0.0.0.0", port: 3000 });
});

test("keys of a file join those of the flag, and none is printed", () => {
  const argv = ["--api-key", "one", "--api-key", "two", "--api-key-file", file("# rotation\nthree\r\n\n", "keys")];
  const configuration = read(argv);
  expect(configuration.apiKey).toEqual(["one", "two", "three"]);
  expect(printableConfiguration(configuration)).toMatchObject({ "api-key": "3 set", port: 3000 });
});

test("a key is never divided but at a line break, wherever it is written", () => {
  const odd = ["a,x", "b c;d", `{"e":"f"}`, "# g", "--h"];
  for (const key of odd) {
    expect(read([`--api-key=${key}`]).apiKey).toEqual([key]);
    expect(read([], { NESTVEC_API_KEY: `${key}\n` }).apiKey).toEqual([key]);
    expect(read(["--config", file(JSON.stringify({ "api-key": key }))]).apiKey).toEqual([key]);
  }
  expect(read([], { API_KEY: odd.join("\n") }).apiKey).toEqual(odd);
  expect(read(["--config", file(JSON.stringify({ "api-key": odd }))]).apiKey).toEqual(odd);
});

test("lists of a file are whole where they are arrays: a folder may have a comma in its name", () => {
  expect(read(["--config", file(JSON.stringify({ "model-id": ["./a,b"] }))]).modelId).toEqual(["./a,b"]);
  expect(read(["--config", file(JSON.stringify({ "model-id": "./a,./b", layers: "2,6" }))])).toMatchObject({
    modelId: ["./a", "./b"],
    layers: [2, 6],
  });
});

describe("a wrong value stops the start with its name", () => {
  test.each([
    [["--port", "70000"], {}, /"--port" .*"70000".* 0 to 65535/],
    [["--port", "-1"], {}, /"--port|command line/],
    [[], { NESTVEC_DEADLINE: "soon" }, /NESTVEC_DEADLINE.*"soon"/],
    [[], { LOG_LEVEL: "loud" }, /LOG_LEVEL.*trace, debug/],
    [["--max-batch-token", "1"], {}, /--max-batch-token/],
    [["--workers"], {}, /--workers/],
    [["folder"], {}, /folder/],
    [["--docs=maybe"], {}, /--docs.*true or false/],
    [["--config", file(`{"prot": 1}`)], {}, /"prot"/],
    [["--config", file(`{"port": "many"}`)], {}, /"port" of .*settings.json.*many/],
    [["--config", file(`[]`)], {}, /no JSON object/],
    [["--config", "/nowhere/at/all.json"], {}, /nowhere/],
    [["--api-key-file", file("\n", "keys")], {}, /no key/],
    [["--api-key="], {}, /--api-key.*at least one/],
    [[], { API_KEY: " \n " }, /API_KEY.*at least one/],
    [[], { NESTVEC_API_KEY: "" }, /NESTVEC_API_KEY.*at least one/],
    [["--api-key", "schlüssel"], {}, /--api-key.*printable ASCII/],
    [["--config", file(JSON.stringify({ "api-key": ["a\nb"] }))], {}, /api-key.*printable ASCII/],
    [["--api-keys", "a"], {}, /'--api-keys'.*--api-key\b/],
    [["--config", file(`{"api-keys": "a"}`)], {}, /"api-keys".*"api-key"/],
    [["--model-id", ","], {}, /--model-id.*at least one/],
    [["--otlp-endpoint", "ftp://collector"], {}, /--otlp-endpoint.*http/],
    [["--cors-allow-origin", "https://app.example/path"], {}, /--cors-allow-origin.*without a path/],
  ])("%j %j", (argv, environment, message) => {
    expect(() => read(argv, environment as Record<string, string>)).toThrow(message);
  });

  test("but a key is not repeated", () => {
    const wrong = file(JSON.stringify({ "api-key": [{ secret: "hunter2" }] }));
    expect(() => read(["--config", wrong])).toThrow(expect.objectContaining({ message: expect.not.stringContaining("hunter2") }));
  });
});

test("another name that begins with NESTVEC_ stops the start, with the nearest that there is", () => {
  const nearest = {
    NESTVEC_API_KEYS: "NESTVEC_API_KEY",
    NESTVEC_APIKEY: "NESTVEC_API_KEY",
    NESTVEC_HOST: "NESTVEC_HOSTNAME",
    NESTVEC_MODEL_IDS: "NESTVEC_MODEL_ID",
    NESTVEC_BATCH_TOKENS: "NESTVEC_MAX_BATCH_TOKENS",
    NESTVEC_LOGLEVEL: "NESTVEC_LOG_LEVEL",
  };
  for (const [name, right] of Object.entries(nearest)) {
    for (const value of ["hunter2", ""]) {
      const starting = (): unknown => read([], { [name]: value });
      expect(starting).toThrow(new RegExp(`"${name}" .* such as ${right};`));
      expect(starting).toThrow(expect.objectContaining({ message: expect.not.stringContaining("hunter2") }));
    }
  }
  expect(read([], { NESTVEC_MODEL: "./m", NESTVEC_CACHE: "/c", NESTVEC_CONFIG: "" })).toMatchObject({ modelId: ["nestvec-mini"] });
});

/** What a cluster sets for a Service, https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables */
function serviceLinks(service: string, port: number, portName: string): Record<string, string> {
  const prefix = service.toUpperCase().replaceAll("-", "_");
  const address = "10.96.12.34";
  const all: Record<string, string> = {
    [`${prefix}_SERVICE_HOST`]: address,
    [`${prefix}_SERVICE_PORT`]: String(port),
    [`${prefix}_SERVICE_PORT_${portName.toUpperCase().replaceAll("-", "_")}`]: String(port),
    [`${prefix}_PORT`]: `tcp://${address}:${port}`,
  };
  for (const protocol of ["tcp", "udp"]) {
    const link = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`;
    all[link] = `${protocol}://${address}:${port}`;
    Object.assign(all, { [`${link}_PROTO`]: protocol, [`${link}_PORT`]: String(port), [`${link}_ADDR`]: address });
  }
  return all;
}

test.each(["nestvec", "nestvec-embed", "nestvec-prometheus", "prometheus", "nestvec-max-batch-tokens"])(
  "what a cluster sets for a Service called %s changes nothing",
  (service) => {
    expect(read([], serviceLinks(service, 9090, "http-metrics"))).toEqual(read([]));
    expect(read([], { ...serviceLinks(service, 80, "http"), NESTVEC_DEADLINE: "5" }).deadline).toBe(5);
  },
);

test("but a port that is somebody's own mistake stops the start", () => {
  expect(() => read([], { NESTVEC_PORT: "http://localhost:3000" })).toThrow(/NESTVEC_PORT/);
  expect(() => read([], { NESTVEC_PORTS: "80" })).toThrow(/NESTVEC_PORT\b/);
});

test("OpenTelemetry's variables say how traces are sent, and the server's own go before them", () => {
  const headers = "authorization=Bearer%20a%2Cb, x-tenant=7";
  const environment = { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc", OTEL_EXPORTER_OTLP_HEADERS: headers, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "" };
  const read1 = read([], environment);
  expect(read1).toMatchObject({
    otlpEndpoint: undefined,
    otlpProtocol: "grpc",
    otlpHeaders: ["authorization=Bearer a,b", "x-tenant=7"],
  });
  expect(JSON.stringify(printableConfiguration(read1))).not.toContain("Bearer");
  expect(read([], { ...environment, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json" }).otlpProtocol).toBe("http/json");
  expect(read(["--otlp-headers", "a=1,b=2", "--otlp-headers", "c=3"], environment).otlpHeaders).toEqual(["a=1,b=2", "c=3"]);
  expect(read([], { ...environment, NESTVEC_OTLP_PROTOCOL: "http/protobuf" }).otlpProtocol).toBe("http/protobuf");
  expect(() => read([], { OTEL_EXPORTER_OTLP_PROTOCOL: "http" })).toThrow(/OTEL_EXPORTER_OTLP_PROTOCOL.*http\/json/);
  expect(() => read(["--otlp-headers", "hunter2"])).toThrow(/--otlp-headers.*name=value/);
});

test("settings of TEI that would change vectors there are named, without their value", () => {
  const names = ["DEFAULT_PROMPT", "DENSE_PATH", "DTYPE", "REVISION"];
  const warnings = foreignSettings({ ...Object.fromEntries(names.map((name) => [name, "hunter2"])), HOSTNAME: "pod", POOLING: "cls" });
  expect(warnings).toHaveLength(names.length);
  for (const name of names) expect(warnings.join("\n")).toContain(`${name} is set`);
  expect(warnings.join("\n")).not.toContain("hunter2");
  expect(foreignSettings({ HOSTNAME: "pod", DTYPE: "" })).toEqual([]);
});

test("help lists every setting with its default", () => {
  const text = usage("nestvec-server");
  for (const name of Object.keys(printableConfiguration(read([])))) expect(text).toContain(`--${name}`);
  expect(text).toContain("(default: 3000)");
});
