#!/usr/bin/env node
import { serve } from "./server/serve.ts";

process.exitCode = await serve({ argv: process.argv.slice(2), environment: process.env, command: "nestvec-server" });
