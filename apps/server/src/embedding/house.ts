import type { Configuration } from "../configuration/configuration.ts";
import type { Admission } from "../limits/admission.ts";
import type { ServerMetrics } from "../metrics/server-metrics.ts";
import type { ModelRegistry } from "../models/registry.ts";

/** What all interfaces share. */
export interface House {
  readonly configuration: Configuration;
  readonly models: ModelRegistry;
  readonly admission: Admission;
  readonly metrics: ServerMetrics;
}
