// Both servers as ./demo starts them, on free ports and fresh data.
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { start, stop } from './processes.mjs';

const START_TIMEOUT = 120_000;

export async function freePort() {
  const server = createServer();
  await new Promise((listening, failed) => server.once('error', failed).listen(0, '127.0.0.1', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Does something while both servers run, and stops them whatever comes of it. */
export async function withServers({ java, out }, clients, action) {
  const data = join(out, 'servers');
  mkdirSync(data);
  const [authPort, managementPort, mcpPort] = [await freePort(), await freePort(), await freePort()];
  const issuer = `http://127.0.0.1:${authPort}`;
  const resource = `http://127.0.0.1:${mcpPort}/mcp`;
  const programs = [];
  const server = (name, port, args) => {
    const log = join(data, `${name}.log`);
    const program = start(java, ['-jar', join(name, 'target', `${name}.jar`), ...args], log);
    programs.push(program);
    return ready(name, program, port, log);
  };
  try {
    await Promise.all([
      server('auth-server', managementPort, [
        '--spring.profiles.active=demo', `--server.port=${authPort}`, `--management.server.port=${managementPort}`,
        `--gatehouse.issuer=${issuer}`, `--gatehouse.data-dir=${join(data, 'auth-server')}`,
        `--gatehouse.demo.mcp-server=${resource}`, ...clients
      ]),
      server('resource-server-demo', mcpPort, [
        `--server.port=${mcpPort}`, `--gatehouse.resource.issuer=${issuer}`,
        `--gatehouse.resource.identifier=${resource}`, `--gatehouse.demo.data=${join(data, 'resource-server-demo')}`
      ])
    ]);
    return await action({ issuer, resource });
  } finally {
    await stop(programs);
  }
}

async function ready(name, { child, ended }, port, log) {
  let over = false;
  ended.finally(() => (over = true)).catch(() => {});
  for (const deadline = Date.now() + START_TIMEOUT; Date.now() < deadline && !over; await pause(200)) {
    const answer = await fetch(`http://127.0.0.1:${port}/actuator/health/readiness`).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
  }
  throw new Error(`${name} (process ${child.pid}) did not get ready; see ${log}`);
}
