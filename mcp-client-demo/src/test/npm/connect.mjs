// Connects to an MCP server as a client that nobody here wrote would: all of OAuth is done by @modelcontextprotocol/client.
// usage: node connect.mjs MCP_URL
// Standard output carries one JSON object a line: {"open": URL} when a person must sign in or consent, and at the end what
// the server answered.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';

const tell = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** Waits for the browser on a free port of 127.0.0.1. */
class Callback {
  #waiting = [];

  static async listen() {
    const callback = new Callback();
    callback.server = createServer((request, response) => {
      const url = new URL(request.url, callback.url);
      if (url.pathname !== '/callback') {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, { 'content-type': 'text/plain' }).end('Back at the client.');
      callback.#waiting.shift()?.(url.searchParams);
    });
    await new Promise((listening) => callback.server.listen(0, '127.0.0.1', listening));
    callback.url = `http://127.0.0.1:${callback.server.address().port}/callback`;
    return callback;
  }

  next() {
    return new Promise((arrived) => this.#waiting.push(arrived));
  }
}

/** Keeps what the library gives it, and nothing more. */
class Memory {
  #state;
  #client;
  #tokens;
  #verifier;
  #discovery;

  constructor(callback) {
    this.callback = callback;
  }

  get redirectUrl() {
    return this.callback.url;
  }

  get clientMetadata() {
    return {
      client_name: 'npm test client',
      redirect_uris: [this.callback.url],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none'
    };
  }

  state() {
    this.#state = randomBytes(16).toString('base64url');
    return this.#state;
  }

  clientInformation() {
    return this.#client;
  }

  saveClientInformation(client) {
    this.#client = client;
  }

  tokens() {
    return this.#tokens;
  }

  saveTokens(tokens) {
    this.#tokens = tokens;
  }

  saveCodeVerifier(verifier) {
    this.#verifier = verifier;
  }

  codeVerifier() {
    return this.#verifier;
  }

  saveDiscoveryState(discovery) {
    this.#discovery = discovery;
  }

  discoveryState() {
    return this.#discovery;
  }

  redirectToAuthorization(url) {
    this.answer = this.callback.next();
    tell({ open: url.href });
  }

  /** The parameters that the browser brought back. */
  async parameters() {
    const parameters = await this.answer;
    if (parameters.get('state') !== this.#state) {
      throw new Error('the state that came back is not the one that was sent');
    }
    return parameters;
  }
}

const server = new URL(process.argv[2]);
const callback = await Callback.listen();
const memory = new Memory(callback);

/** Does something with a connected client; signs in first, or for more, as often as the server asks for it. */
async function authorized(action) {
  for (let asked = 0; ; asked++) {
    const client = new Client({ name: 'npm-test-client', version: '1.0.0' });
    const transport = new StreamableHTTPClientTransport(server, { authProvider: memory });
    try {
      await client.connect(transport);
      return await action(client);
    } catch (error) {
      if (!(error instanceof UnauthorizedError) || asked === 2) {
        throw error;
      }
      await transport.finishAuth(await memory.parameters());
    } finally {
      await client.close();
    }
  }
}

const { tools } = await authorized((client) => client.listTools());
const contacts = await authorized((client) =>
  client.callTool({ name: 'list_contacts', arguments: { query: 'Crane' } }));
tell({ tools: tools.map((tool) => tool.name), contacts, scope: memory.tokens().scope });

const tagged = await authorized((client) =>
  client.callTool({ name: 'tag_contact', arguments: { contact_id: 3, tag: 'from-npm' } }));
tell({ tagged, scope: memory.tokens().scope });
callback.server.close();
