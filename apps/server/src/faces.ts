import { cohereFace } from "./cohere/face.ts";
import type { Face } from "./http/face.ts";
import { ollamaFace } from "./ollama/face.ts";
import { openAiFace } from "./openai/face.ts";
import { semanticRouterFace } from "./semantic-router/face.ts";
import { teiFace } from "./tei/face.ts";

/** All interfaces. */
export const faces: readonly Face[] = [openAiFace, cohereFace, semanticRouterFace, ollamaFace, teiFace];
