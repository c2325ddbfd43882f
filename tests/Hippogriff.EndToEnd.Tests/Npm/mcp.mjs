// Draws with the Model Context Protocol's client for JavaScript, gives one drawing up, and prints what came back.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const client = new Client({ name: "test", version: "1" });
await client.connect(new StreamableHTTPClientTransport(new URL(process.argv[2])));
const draw = (args, options) => client.callTool({ name: "generate_image", arguments: args }, undefined, options);

const tools = (await client.listTools()).tools.map(tool => tool.name).sort();
const drawn = await draw({ prompt: "a cat", seed: 5 });
const picture = drawn.content.find(part => part.type === "image");
const refused = await draw({ prompt: 5 });
const { resources } = await client.listResources();
const read = await client.readResource({ uri: resources[0].uri });

const enough = new AbortController();
let aborted = false;
try {
  await draw({ prompt: "a slow cat" }, { signal: enough.signal, onprogress: () => enough.abort("enough") });
} catch {
  aborted = true;
}
const after = await draw({ prompt: "the next cat" }); // one after the other: it comes once the slow one has stopped

console.log(JSON.stringify({
  tools, type: picture.mimeType, same: picture.data === read.contents[0].blob, refused: refused.isError, why: refused.content[0].text,
  aborted, after: after.content[0].type,
}));
await client.close();
