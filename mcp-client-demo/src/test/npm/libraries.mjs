// The libraries that are tried. Each opens a connection to `server`, with all of OAuth left to the library, and says which
// error means that a person was sent to sign in, how the answer is handed over, and which protocol was agreed on.
import * as client from '@modelcontextprotocol/client';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const ABOUT = { name: 'npm-test-client', version: '1.0.0' };

function modern(versionNegotiation) {
  return {
    Unauthorized: client.UnauthorizedError,
    open: (server, authProvider) => ({
      client: new client.Client(ABOUT, { versionNegotiation }),
      transport: new client.StreamableHTTPClientTransport(server, { authProvider })
    }),
    finish: (transport, parameters) => transport.finishAuth(parameters),
    protocol: (connection) => connection.client.getNegotiatedProtocolVersion()
  };
}

export const LIBRARIES = {
  'client': modern({ mode: 'legacy' }),
  'client-2026-07-28': modern({ mode: { pin: '2026-07-28' } }),
  'sdk': {
    Unauthorized: UnauthorizedError,
    open: (server, authProvider) => ({
      client: new Client(ABOUT),
      transport: new StreamableHTTPClientTransport(server, { authProvider })
    }),
    finish: (transport, parameters) => transport.finishAuth(parameters.get('code')),
    protocol: (connection) => connection.transport.protocolVersion
  }
};
