// Draws with a client that openapi-typescript and openapi-fetch make of the document, and prints what came back.
import createClient from "openapi-fetch";
import type { components, paths } from "./studio.js";

const client = createClient<paths>({ baseUrl: process.argv[2] });
const drawn = await client.POST("/v1/images/generations", { body: { prompt: "a cat", n: 2, seed: 5, quality: "low" } });
if (!drawn.data) throw new Error(drawn.error.error.message);
const answer = drawn.data as components["schemas"]["OpenAiImagesAnswer"]; // events come only where stream is asked for
const picture = Buffer.from(answer.data[0].b64_json ?? "", "base64");

const upload = await client.POST("/api/v1/uploads", {
  body: picture as unknown as string, bodySerializer: body => body as unknown as BodyInit, headers: { "Content-Type": "application/octet-stream" },
});
let job = (await client.POST("/api/v1/jobs", { body: { prompt: "a dog", source: upload.data!.name } })).data!;
while (job.state === "queued" || job.state === "running")
  job = (await client.GET("/api/v1/jobs/{id}", { params: { path: { id: job.id } } })).data!;
const file = await client.GET("/api/v1/pictures/{id}.png", { params: { path: { id: job.pictures[0].id } }, parseAs: "arrayBuffer" });

const refused = await client.POST("/v1/images/generations", { body: { prompt: "a cat", n: 1000 } });
console.log(JSON.stringify({
  count: answer.data.length, size: answer.size, state: job.state, png: Buffer.from(file.data!).subarray(1, 4).toString("latin1"),
  refused: [refused.response.status, refused.error!.error.param],
}));
