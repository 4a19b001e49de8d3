// Drives one operation at one server and counts its CPU: node load.mjs TARGET.json OPERATION SECONDS CONNECTIONS
// Prints one line of JSON: operations, errors, milliseconds of CPU an operation costs the server and its database, times.
import fs from 'node:fs';
import { Connection } from './http.mjs';
import { Person, formEncoded } from './person.mjs';

const [, , file, operation, seconds, connections] = process.argv;
const target = JSON.parse(fs.readFileSync(file, 'utf8'));
const COUNT = Number(connections);
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' };

const metadata = JSON.parse((await new Connection(target.metadata).send('GET', new URL(target.metadata).pathname)).body);

const basic = (client) => ({
  Authorization: `Basic ${Buffer.from(`${encodeURIComponent(client.id)}:${encodeURIComponent(client.secret)}`).toString('base64')}`,
});

async function post(connection, endpoint, client, fields, expected = 200) {
  const answer = await connection.send('POST', new URL(endpoint).pathname, { ...FORM, ...basic(client) }, formEncoded(fields));
  if (answer.status !== expected) throw new Error(`${answer.status} ${answer.body.slice(0, 200)}`);
  return JSON.parse(answer.body);
}

const token = (connection, client, fields) => post(connection, metadata.token_endpoint, client, fields);

const machineToken = (connection) =>
  token(connection, target.machine, { grant_type: 'client_credentials', scope: target.machine.scope, resource: target.machine.resource });

async function flow(person) {
  const { code, verifier } = await person.authorize(target.app);
  return token(person.connection, target.app, {
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: target.app.redirectUri,
    resource: target.app.resource,
  });
}

async function read(connection, url) {
  const answer = await connection.send('GET', new URL(url).pathname, { Accept: 'application/json' });
  if (answer.status !== 200) throw new Error(`${answer.status}`);
}

/** Each gives a worker, made before the clock starts, that does the operation once. */
const OPERATIONS = {
  metadata: async () => {
    const connection = new Connection(target.metadata);
    return () => read(connection, target.metadata);
  },
  jwks: async () => {
    const connection = new Connection(metadata.jwks_uri);
    return () => read(connection, metadata.jwks_uri);
  },
  'client-credentials': async () => {
    const connection = new Connection(metadata.token_endpoint);
    return () => machineToken(connection);
  },
  introspection: async () => {
    const connection = new Connection(metadata.token_endpoint);
    const tokens = [];
    for (let i = 0; i < 4; i++) {
      tokens.push((await token(connection, target.machine, {
        grant_type: 'client_credentials', scope: target.machine.scope, resource: target.introspectsOpaque ? undefined : target.machine.resource,
      })).access_token);
    }
    let next = 0;
    return async () => {
      const answer = await post(connection, metadata.introspection_endpoint, target.introspector, { token: tokens[next++ % tokens.length] });
      if (!answer.active) throw new Error('not active');
    };
  },
  registration: async () => {
    const connection = new Connection(metadata.registration_endpoint);
    const body = JSON.stringify({
      client_name: 'bench',
      redirect_uris: [target.app.redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
    return async () => {
      const answer = await connection.send('POST', new URL(metadata.registration_endpoint).pathname, { 'Content-Type': 'application/json' }, body);
      if (answer.status !== 201) throw new Error(`${answer.status} ${answer.body.slice(0, 200)}`);
    };
  },
  authorization: async () => {
    const person = new Person(metadata, target.login);
    await person.authorize(target.app);
    return () => flow(person);
  },
  refresh: async () => {
    const person = new Person(metadata, target.login);
    let { refresh_token: current } = await flow(person);
    return async () => {
      const answer = await token(person.connection, target.app, {
        grant_type: 'refresh_token', refresh_token: current, resource: target.refreshWithoutResource ? undefined : target.app.resource,
      });
      if (answer.refresh_token === current) throw new Error('not rotated');
      current = answer.refresh_token;
    };
  },
};

const TICKS = 100;

/** CPU seconds of a process and its children, those that ended among them. */
function cpu(pid) {
  let total = 0;
  for (const entry of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = fs.readFileSync(`/proc/${entry}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
      if (Number(entry) === pid || fields[1] === pid) total += fields[11] + fields[12] + fields[13] + fields[14];
    } catch {
      // It ended meanwhile, and its parent has its time.
    }
  }
  return total / TICKS;
}

const residentMb = (pid) => Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);

const workers = [];
for (let i = 0; i < COUNT; i++) workers.push(await OPERATIONS[operation]());
const times = [];
let errors = 0;
let lastError;
const before = { server: cpu(target.pid), database: target.databasePid ? cpu(target.databasePid) : 0 };
const start = performance.now();
const end = start + Number(seconds) * 1000;
await Promise.all(workers.map(async (work) => {
  while (performance.now() < end && errors < 100) {
    const begun = performance.now();
    try {
      await work();
      times.push(performance.now() - begun);
    } catch (error) {
      errors++;
      lastError = error.message;
    }
  }
}));
const elapsed = (performance.now() - start) / 1000;
const server = cpu(target.pid) - before.server;
const database = target.databasePid ? cpu(target.databasePid) - before.database : 0;
times.sort((a, b) => a - b);
const per = (value) => Number((value * 1000 / Math.max(1, times.length)).toFixed(3));
console.log(JSON.stringify({
  target: target.name,
  operation,
  operations: times.length,
  perSecond: Math.round(times.length / elapsed),
  server: per(server),
  database: per(database),
  total: per(server + database),
  p50: Number((times[Math.floor(times.length * 0.5)] ?? 0).toFixed(1)),
  p99: Number((times[Math.floor(times.length * 0.99)] ?? 0).toFixed(1)),
  residentMb: residentMb(target.pid),
  errors,
  lastError,
}));
process.exit(errors > 0 ? 1 : 0);
