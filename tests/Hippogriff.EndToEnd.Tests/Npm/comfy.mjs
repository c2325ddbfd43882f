// Draws with a client of ComfyUI for JavaScript and prints what came back, as one line of JSON.
import { Client, Workflow } from "@stable-canvas/comfyui-client";
import WebSocket from "ws";

const client = new Client({ api_host: new URL(process.argv[2]).host, WebSocket, fetch });
const stats = await client.getSystemStats();
await client.connect();
const steps = [];
client.on("progress", progress => steps.push(progress.value));

const flow = new Workflow();
const { CheckpointLoaderSimple, CLIPTextEncode, EmptyLatentImage, KSampler, VAEDecode, SaveImage } = flow.classes;
const models = await client.getSDModels();
const [model, clip, vae] = CheckpointLoaderSimple({ ckpt_name: models[0] });
const words = text => CLIPTextEncode({ text, clip })[0];
const [latent_image] = EmptyLatentImage({ width: 64, height: 64, batch_size: 2 });
const [samples] = KSampler({
  seed: 5, steps: 4, cfg: 3, sampler_name: "euler", scheduler: "normal", denoise: 1,
  model, positive: words("a cat"), negative: words(""), latent_image,
});
SaveImage({ filename_prefix: "npm", images: VAEDecode({ samples, vae })[0] });
const drawn = await flow.invoke(client);
const polled = await flow.invoke_polling(client);

const size = async image => Buffer.from(await (await fetch(image.data)).arrayBuffer()).subarray(16, 24).toString("hex");
const graph = flow.workflow();
Object.values(graph.prompt).find(node => node.class_type === "KSampler").inputs.sampler_name = "eulerish";
let refusal;
try {
  await client.enqueue(graph.prompt, { workflow: graph.workflow });
} catch (error) {
  refusal = error.message;
}

console.log(JSON.stringify({
  drawn: await Promise.all(drawn.images.map(size)), polled: polled.images.length, steps, models, refusal,
  samplers: (await client.getSamplers()).slice(0, 2), schedulers: (await client.getSchedulers()).slice(0, 2),
  device: stats.devices[0].type,
}));
client.close();
process.exit(0);
