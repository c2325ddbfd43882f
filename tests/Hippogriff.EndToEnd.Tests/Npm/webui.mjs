// Draws with LangChain's wrapper and with a second client for Stable Diffusion's web UI, and prints what came back.
import { DallEAPIWrapper } from "@langchain/openai";
import sdapi from "stable-diffusion-api";

const base = process.argv[2];
const wrapper = new DallEAPIWrapper({ model: "dall-e-3", apiKey: "none", baseUrl: `${base}/v1` });
const address = await wrapper.invoke("a cat");
const picture = await fetch(address);

const api = new sdapi.default({ baseUrl: base, timeout: 60_000, defaultStepCount: 2 });
const drawn = await api.txt2img({ prompt: "a cat", width: 64, height: 64 });
const { width } = await drawn.image.metadata();
const again = await api.img2img({ init_images: [drawn.image], prompt: "a dog", width: 64, height: 64, denoising_strength: 0.5 });
let refused;
try {
  await api.txt2img({ prompt: "a cat", script_name: "x/y/z plot", script_args: [1] });
} catch (error) {
  refused = error.response?.status;
}

console.log(JSON.stringify({ type: picture.headers.get("content-type"), images: drawn.images.length, width, again: again.images.length, refused }));
