export * from "@nestvec/core/vectors";
