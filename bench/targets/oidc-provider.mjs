// oidc-provider as the rival: ES256 tokens, everything it stores in PostgreSQL, as a careful operator would set it up.
import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.env.RIVAL_MODULES}/package.json`);
const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
const pg = require('pg');

const [port, connectionString, secret] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString, max: 16 });
await pool.query(`
  create table if not exists stored (
    kind text, id text, value jsonb not null, grant_id text, uid text, expires_at timestamptz not null, consumed_at timestamptz,
    primary key (kind, id));
  create index if not exists stored_grant on stored (grant_id) where grant_id is not null;
  create index if not exists stored_uid on stored (uid) where uid is not null`);

/** Prepared once for each connection. */
const query = (name, text, values) => pool.query({ name, text, values });

class Store {
  constructor(kind) {
    this.kind = kind;
  }

  async upsert(id, value, seconds) {
    await query('upsert', `
      insert into stored (kind, id, value, grant_id, uid, expires_at) values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
      on conflict (kind, id) do update set value = excluded.value, grant_id = excluded.grant_id, uid = excluded.uid, expires_at = excluded.expires_at`,
    [this.kind, id, JSON.stringify(value), value.grantId ?? null, this.kind === 'Session' ? value.uid : null, seconds ?? 1e9]);
  }

  async #one(name, column, value) {
    const { rows } = await query(name,
      `select value, consumed_at from stored where kind = $1 and ${column} = $2 and expires_at > now()`, [this.kind, value]);
    return rows[0] && { ...rows[0].value, ...(rows[0].consumed_at && { consumed: true }) };
  }

  find(id) {
    return this.#one('find', 'id', id);
  }

  findByUid(uid) {
    return this.#one('findByUid', 'uid', uid);
  }

  async consume(id) {
    await query('consume', 'update stored set consumed_at = now() where kind = $1 and id = $2', [this.kind, id]);
  }

  async destroy(id) {
    await query('destroy', 'delete from stored where kind = $1 and id = $2', [this.kind, id]);
  }

  async revokeByGrantId(grantId) {
    await query('revoke', 'delete from stored where grant_id = $1', [grantId]);
  }
}

const jwk = (type, options, alg) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig', alg, kid: alg });
const resource = { scope: 'api:read', accessTokenFormat: 'jwt', accessTokenTTL: 3600, jwt: { sign: { alg: 'ES256' } } };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  adapter: Store,
  jwks: { keys: [jwk('ec', { namedCurve: 'P-256' }, 'ES256'), jwk('rsa', { modulusLength: 2048 }, 'RS256')] },
  cookies: { keys: [secret] },
  scopes: ['openid', 'offline_access', 'api:read'],
  clients: [
    { client_id: 'machine', client_secret: secret, grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope: 'api:read' },
    { client_id: 'app', client_secret: secret, grant_types: ['authorization_code', 'refresh_token'], redirect_uris: ['http://127.0.0.1:9999/cb'] },
  ],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async (context, client) => client.grantTypeAllowed('refresh_token'),
  ttl: { ClientCredentials: 3600, AccessToken: 3600, AuthorizationCode: 60, IdToken: 3600, RefreshToken: 604800, Session: 43200, Grant: 604800, Interaction: 600 },
  findAccount: async (context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: async () => true },
    revocation: { enabled: true },
    registration: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: async (context, client, oneOf) => oneOf,
      useGrantedResource: async () => true,
      getResourceServerInfo: async (context, indicator) => ({ ...resource, audience: indicator }),
    },
  },
});
provider.listen(Number(port), '127.0.0.1');
