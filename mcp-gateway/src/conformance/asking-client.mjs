// A client whose user can be asked, made of the official SDK.
// Usage: node asking-client.mjs URL KEY legacy|modern accept|decline|nobody TOOL ARGUMENTS
// Prints one JSON object: what its user was asked, and the tool's result. With `nobody` it declares that it cannot ask.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const [url, key, era, user, name, json] = process.argv.slice(2);
const client = new Client({ name: 'asking-client', version: '1' }, {
  capabilities: user === 'nobody' ? {} : { elicitation: { form: {} } },
  versionNegotiation: { mode: era === 'modern' ? { pin: '2026-07-28' } : 'legacy' },
});
const asked = [];
if (user !== 'nobody') {
  client.setRequestHandler('elicitation/create', ({ params }) => {
    asked.push(params.message);
    return user === 'accept' ? { action: 'accept', content: { confirm: true } } : { action: 'decline' };
  });
}
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { Authorization: `Bearer ${key}` } } }));
const result = await client.callTool({ name, arguments: JSON.parse(json) });
console.log(JSON.stringify({ asked, result }));
await client.close();
