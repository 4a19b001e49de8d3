// Sets a started Keycloak up for the comparison: node keycloak.mjs BASE_URL SECRET
const [base, secret] = process.argv.slice(2);

async function call(method, path, body, token) {
  const answer = await fetch(base + path, {
    method,
    headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body && !(body instanceof URLSearchParams) && { 'Content-Type': 'application/json' }) },
    body: body instanceof URLSearchParams ? body : body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  const text = await answer.text();
  return text ? JSON.parse(text) : undefined;
}

const { access_token: token } = await call('POST', '/realms/master/protocol/openid-connect/token',
  new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username: 'admin', password: secret }));
const admin = (method, path, body) => call(method, `/admin${path}`, body, token);

await admin('POST', '/realms', {
  realm: 'bench',
  enabled: true,
  sslRequired: 'none',
  accessTokenLifespan: 3600,
  revokeRefreshToken: true,
  ssoSessionIdleTimeout: 36000,
  users: [{
    username: 'user', enabled: true, emailVerified: true, firstName: 'U', lastName: 'U', email: 'user@example.com',
    credentials: [{ type: 'password', value: secret }],
  }],
  clients: [
    { clientId: 'machine', secret, serviceAccountsEnabled: true, standardFlowEnabled: false },
    { clientId: 'app', secret, standardFlowEnabled: true, redirectUris: ['http://127.0.0.1:9999/cb'] },
  ],
});
await admin('POST', '/realms/bench/client-scopes', {
  name: 'api:read',
  protocol: 'openid-connect',
  attributes: { 'include.in.token.scope': 'true' },
  protocolMappers: [{
    name: 'audience', protocol: 'openid-connect', protocolMapper: 'oidc-audience-mapper',
    config: { 'included.client.audience': 'machine', 'access.token.claim': 'true', 'introspection.token.claim': 'true' },
  }],
});
const scope = (await admin('GET', '/realms/bench/client-scopes')).find((each) => each.name === 'api:read');
for (const id of ['machine', 'app']) {
  const [client] = await admin('GET', `/realms/bench/clients?clientId=${id}`);
  await admin('PUT', `/realms/bench/clients/${client.id}/optional-client-scopes/${scope.id}`);
}
// Anybody may register, as at the others.
const policies = await admin('GET', '/realms/bench/components?type=org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy');
for (const policy of policies.filter((each) => each.subType === 'anonymous' && ['trusted-hosts', 'max-clients', 'consent-required'].includes(each.providerId))) {
  await admin('DELETE', `/realms/bench/components/${policy.id}`);
}
