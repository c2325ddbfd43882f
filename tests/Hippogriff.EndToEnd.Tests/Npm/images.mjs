// Calls a server's images API with OpenAI's client for JavaScript and prints what came back, as one line of JSON.
import OpenAI, { AzureOpenAI, toFile } from "openai";

const client = new OpenAI({ baseURL: process.argv[2], apiKey: "none", maxRetries: 0 });
const png = Buffer.from(process.argv[3], "base64");
const mask = Buffer.from(process.argv[4], "base64");
const size = image => Buffer.from(image.b64_json, "base64").subarray(16, 24).toString("hex");

const drawn = await client.images.generate({ model: "gpt-image-1", prompt: "a cat", n: 2, size: "1024x1024", seed: 5, steps: 3 });
const linked = await client.images.generate({ model: "dall-e-3", prompt: "a cat", response_format: "url" });
const fetched = await fetch(linked.data[0].url);

const streamed = [];
const stream = await client.images.generate({ model: "gpt-image-1", prompt: "a cat", stream: true, partial_images: 2 });
const remarks = [];
for await (const event of stream) {
  streamed.push(event.type);
  if (event.hippogriff) remarks.push(...event.hippogriff.warnings);
}

const edited = await client.images.edit({
  model: "gpt-image-1", prompt: "a pizza", image: await toFile(png, "room.png", { type: "image/png" }), mask: await toFile(mask, "mask.png", { type: "image/png" }),
});
const varied = await client.images.createVariation({ image: await toFile(png, "room.png", { type: "image/png" }), n: 2 });

const models = [];
for await (const model of client.models.list()) models.push(model.id);

// Azure's client sends other paths, its key in a header of its own, and the name of the model in the path.
const azure = new AzureOpenAI({ endpoint: process.argv[2].replace("/v1", ""), apiKey: "none", apiVersion: "2025-04-01-preview", deployment: "toy" });
const azured = await azure.images.generate({ prompt: "a cat", n: 2, seed: 8 });
const azureEdited = await azure.images.edit({ prompt: "a pizza", image: await toFile(png, "room.png", { type: "image/png" }) });

let refusal;
try {
  await client.images.generate({ model: "gpt-image-1", prompt: "a cat", n: 1000 });
} catch (error) {
  refusal = { name: error.constructor.name, status: error.status, param: error.param, message: error.message };
}

console.log(JSON.stringify({
  drawn: drawn.data.map(size), size: drawn.size, seeds: drawn.data.map(image => image.seed), fetched: fetched.headers.get("content-type"),
  azure: azured.data.map(image => image.seed), azureEdited: azureEdited.data.length, streamed, edited: edited.data.length, varied: varied.data.length, models, refusal,
  warnings: drawn.hippogriff?.warnings, remarks,
}));
