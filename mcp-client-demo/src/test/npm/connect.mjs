// Connects to an MCP server as a client that nobody here wrote would: all of OAuth is done by a library.
// usage: node connect.mjs LIBRARY MCP_URL GRANT_TYPES [DOCUMENT_URL]
// Standard output carries one JSON object a line: {"open": URL} when a person must sign in or consent, and after each step
// what the server answered and what is held since. Whoever reads it knows from the lines between when nobody was asked.
import { Callback } from './callback.mjs';
import { LIBRARIES } from './libraries.mjs';
import { Memory } from './memory.mjs';

const [name, url, grantTypes, documentUrl] = process.argv.slice(2);
const library = LIBRARIES[name];
const tell = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const callback = await Callback.listen();
const memory = new Memory({
  callback, documentUrl, grantTypes: grantTypes.split(','), open: (address) => tell({ open: address })
});
let protocol;

/** Does something with a connected client; signs in first, or for more, as often as the server asks for it. */
async function authorized(action) {
  for (let asked = 0; ; asked++) {
    const connection = library.open(new URL(url), memory);
    try {
      await connection.client.connect(connection.transport);
      protocol = library.protocol(connection);
      return await action(connection.client);
    } catch (error) {
      if (!(error instanceof library.Unauthorized) || asked === 2) {
        throw error;
      }
      await library.finish(connection.transport, await memory.parameters());
    } finally {
      await connection.client.close();
    }
  }
}

/** Calls a tool and tells its answer, or why the library gave up. */
async function step(member, tool, input) {
  const answer = await authorized((client) => client.callTool({ name: tool, arguments: input }))
    .catch((error) => ({ gaveUp: error.message }));
  const { access_token, refresh_token, scope } = memory.tokens() ?? {};
  const { client_id } = memory.clientInformation() ?? {};
  tell({ [member]: answer, protocol, access_token, refresh_token, scope, client_id });
}

const contacts = ['list_contacts', { query: 'Crane' }];
await step('first', ...contacts);
if (memory.tokens()?.refresh_token) {
  memory.spoilAccessToken();
  await step('refreshed', ...contacts);
}
await step('tagged', 'tag_contact', { contact_id: 3, tag: `from-${name}` });
await step('last', ...contacts);
callback.close();
