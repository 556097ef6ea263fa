// oxlint-disable-next-line import/no-unassigned-import -- what this import does is all there is to the worker
import "@nestvec/runtime-node/worker";
