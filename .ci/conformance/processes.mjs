// Programs that are started here, and none of which outlives this one.
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

const KILL_AFTER = 20_000;
const running = new Set();
let stopping = false;

/** Starts a program whose output goes to a file; `ended` resolves to its exit status, or 'signal' when it was stopped. */
export function start(command, args, log, env = {}) {
  if (stopping) {
    throw new Error('nothing is started any more');
  }
  const file = openSync(log, 'a');
  const child = spawn(command, args, { stdio: ['ignore', file, file], env: { ...process.env, ...env } });
  closeSync(file);
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => resolve(status ?? 'signal'));
  });
  const program = { child, ended };
  running.add(program);
  ended.catch(() => {}).finally(() => running.delete(program));
  return program;
}

/** Runs a program to its end; it is killed after so many milliseconds. */
export async function run(command, args, log, milliseconds, env) {
  const { child, ended } = start(command, args, log, env);
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  try {
    return await ended;
  } finally {
    clearTimeout(timer);
  }
}

/** Stops programs by their process ids, and waits for their end. */
export async function stop(programs) {
  await Promise.all(programs.map(async ({ child, ended }) => {
    child.kill();
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER);
    await ended.catch(() => {});
    clearTimeout(timer);
  }));
}

for (const [signal, status] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
  process.once(signal, async () => {
    stopping = true;
    await stop([...running]);
    process.exit(status);
  });
}
