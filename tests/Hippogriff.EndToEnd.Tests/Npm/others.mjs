// Draws with the AI SDK and with a client for Stable Diffusion's web UI, and prints what came back.
import { createOpenAI } from "@ai-sdk/openai";
import { generateImage } from "ai";
import sdwebui from "node-sd-webui";

const base = process.argv[2];
const openai = createOpenAI({ baseURL: `${base}/v1`, apiKey: "none" });
const { images } = await generateImage({ model: openai.image("gpt-image-1"), prompt: "a cat", n: 2, size: "1024x1024" });
let refused;
try {
  await generateImage({ model: openai.image("gpt-image-1"), prompt: "", maxRetries: 0 });
} catch (error) {
  refused = error.statusCode;
}

const webui = sdwebui({ apiUrl: base });
const drawn = await webui.txt2img({ prompt: "a cat", steps: 2, batchSize: 2, samplingMethod: "Euler a", width: 200, height: 200 });

console.log(JSON.stringify({ images: images.map(image => image.mediaType), refused, webui: drawn.images.length }));
