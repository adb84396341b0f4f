// An agent with the SDK of the Model Context Protocol for JavaScript: does what McpIT wants of it, and prints what came of it.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, token] = process.argv.slice(2);
const transport = new StreamableHTTPClientTransport(new URL(url), {
  requestInit: token ? { headers: { Authorization: `Bearer ${token}` } } : {},
});
const client = new Client({ name: 'test', version: '1.0.0' });
await client.connect(transport);
const say = (what, value) => console.log(`${what}: ${JSON.stringify(value)}`);

say('server', client.getServerVersion().name);
const { tools } = await client.listTools();
say('tools', tools.map((tool) => tool.name));
say('schema', tools.find((tool) => tool.name === 'toolbox_box_greet').inputSchema);
say('greet', await client.callTool({ name: 'toolbox_box_greet', arguments: { name: 'Ada' } }));
say('by call_tool', await client.callTool({
  name: 'call_tool', arguments: { name: 'toolbox_box_greet', arguments: { name: 'Bob' } },
}));
say('wrong argument', (await client.callTool({ name: 'toolbox_box_greet', arguments: { nam: 'Ada' } })).isError);
say('unknown', await client.callTool({ name: 'toolbox_box_nothing' }).catch((error) => error.code));

const progress = [];
const counted = await client.callTool({ name: 'toolbox_box_count', arguments: { to: 3 } }, undefined, {
  onprogress: (step) => progress.push(`${step.progress}/${step.total} ${step.message}`),
});
say('counted', counted.content[0].text);
say('progress', progress);

const abort = new AbortController();
const hanging = client.callTool(
  { name: 'toolbox_box_hang' }, undefined,
  { signal: abort.signal, onprogress: () => abort.abort('enough') },
);
say('cancelled', await hanging.catch((error) => String(error.message ?? error)));

const { resources } = await client.listResources();
say('resources', resources.map((resource) => resource.uri).filter((uri) => uri.startsWith('carrack://toolbox/')));
say('page', (await client.readResource({ uri: 'carrack://toolbox/wiki/Home.md' })).contents[0]);
say('no page', await client.readResource({ uri: 'carrack://toolbox/package.toml' }).catch((error) => error.code));
await transport.terminateSession();
await client.close();
