// The authorization server as the suite sees it: metadata, and the code grant with alice at the pages.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run, start, stop } from './processes.mjs';
import { freePort, withServers } from './servers.mjs';
import { checks, isBad, sentence, suiteArguments } from './suite.mjs';

const TIMEOUT = 90_000;
const EXPECTED = [
  'authorization-server-metadata', 'authorization-code-grant', 'authorization-server-metadata-cimd'];
const CONFIGURED = 'conformance';

/** Runs the suite with one client after the other; returns one result for each check. */
export async function runAuthorization({ suite, java, out }) {
  const configured = Object.entries({
    'client-id': CONFIGURED, 'name': 'Conformance', 'auth-method': 'none', 'redirect-uris[0]': 'http://127.0.0.1/callback'
  }).map(([property, value]) => `--gatehouse.client.clients[0].${property}=${value}`);

  return withServers({ java, out }, configured, async ({ issuer, resource }) => {
    const variants = [
      { name: 'registered', client: (redirectUri) => register(issuer, redirectUri) },
      { name: 'configured', client: () => CONFIGURED },
      { name: 'registered, resource', client: (redirectUri) => register(issuer, redirectUri), resource },
      { name: 'configured, resource', client: () => CONFIGURED, resource }
    ];
    const results = [];
    for (const variant of variants) {
      results.push(...await runVariant({ suite, java, out, issuer }, variant));
    }
    return results;
  });
}

async function runVariant({ suite, java, out, issuer }, variant) {
  const folder = join(out, 'authorization', variant.name.replace(', ', '-'));
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const clientId = await variant.client(`http://127.0.0.1:${port}/callback`);
  const log = join(folder, 'run.log');
  const program = start(process.execPath, suiteArguments(
    suite, 'authorization', '--url', issuer, '--port', String(port), '--client-id', clientId,
    ...(variant.resource ? ['--resource', variant.resource] : []), '-o', folder), log);
  try {
    const url = await authorizationUrl(program, log);
    if (url) {
      await consent(java, url, join(folder, 'person.log'));
    }
    const status = await Promise.race([program.ended, pause(TIMEOUT, 'timeout', { ref: false })]);
    return judge(variant.name, status, checks(folder));
  } finally {
    await stop([program]);
  }
}

/** RFC 7591, as a client does that nobody set up. */
async function register(issuer, redirectUri) {
  const metadata = await (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json();
  const answer = await fetch(metadata.registration_endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Conformance', redirect_uris: [redirectUri], token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'], response_types: ['code']
    })
  });
  if (answer.status !== 201) {
    throw new Error(`registration was answered ${answer.status}: ${await answer.text()}`);
  }
  return (await answer.json()).client_id;
}

/** The address that the suite asks a person to open; none if the suite ends without asking. */
async function authorizationUrl({ ended }, log) {
  let over = false;
  ended.finally(() => (over = true)).catch(() => {});
  for (const deadline = Date.now() + TIMEOUT; Date.now() < deadline && !over; await pause(100)) {
    const line = readFileSync(log, 'utf8').split('\n')
      .find((text) => /^https?:\/\/\S+$/.test(text) && new URL(text).searchParams.get('response_type') === 'code');
    if (line) {
      return line;
    }
  }
  return undefined;
}

/** Alice signs in and allows what the page presents, through the forms. */
async function consent(java, url, log) {
  const status = await run(java, [
    '-jar', 'mcp-client-demo/target/gatehouse.jar', 'headless-person', '--user', 'alice', '--password-env', 'ALICE', url
  ], log, TIMEOUT, { ALICE: 'demo-alice-2026' });
  if (status !== 0) {
    // Not waiting for the suite, which would wait for an answer for minutes.
    throw new Error(`signing in ended with status ${status}: ${readFileSync(log, 'utf8').trim()}`);
  }
}

/** One result for each check, also for one that should have been there. */
function judge(variant, status, found) {
  const results = found.filter((check) => check.status !== 'INFO').map((check) =>
    ({ name: `${variant}: ${check.id}`, faults: isBad(check) ? [sentence(check)] : [] }));
  const missing = EXPECTED.filter((id) => !found.some((check) => check.id === id));
  results.push(...missing.map((id) => ({ name: `${variant}: ${id}`, faults: ['it was not checked'] })));
  if (status !== 0 && results.every(({ faults }) => faults.length === 0)) {
    results.push({ name: variant, faults: [`the suite ended with status ${status}`] });
  }
  return results;
}
