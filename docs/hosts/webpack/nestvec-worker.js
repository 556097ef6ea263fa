import "@nestvec/runtime-node/worker";
