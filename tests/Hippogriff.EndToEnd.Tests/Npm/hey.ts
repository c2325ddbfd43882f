// Draws with a client that hey-api's openapi-ts makes of the document, and prints what came back.
import { client } from "./hey/client.gen.js";
import { createImage, createImageEdit, getJob, getPictureFile, takeJob, watchJob } from "./hey/sdk.gen.js";

client.setConfig({ baseUrl: process.argv[2] });
const drawn = await createImage({ body: { prompt: "a cat", n: 2, seed: 5, quality: "low" } });
const answer = drawn.data as { data: { b64_json?: string }[]; size: string };
const picture = new Blob([Buffer.from(answer.data[0].b64_json ?? "", "base64")], { type: "image/png" });

const edited = await createImageEdit({ body: { prompt: "a pizza", image: picture } });
let job = (await takeJob({ body: { prompt: "a dog" } })).data!;
const events: string[] = [];
const { stream } = await watchJob({ path: { id: job.id } });
for await (const event of stream) events.push((event as { state: string }).state);
job = (await getJob({ path: { id: job.id } })).data!;
const file = await getPictureFile({ path: { id: job.pictures[0].id } });

const refused = await createImage({ body: { prompt: "a cat", n: 1000 } });
console.log(JSON.stringify({
  count: answer.data.length, size: answer.size, edited: (edited.data as typeof answer).data.length, state: job.state, last: events.at(-1),
  png: Buffer.from(await (file.data as Blob).arrayBuffer()).subarray(1, 4).toString("latin1"),
  refused: [refused.response?.status, (refused.error as { error: { param: string } }).error.param],
}));
