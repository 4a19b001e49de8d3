// The client scenarios. Each is a run of the suite on its own: a run of many looks at no exit status.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { checks, isBad, sentence, suiteArguments } from './suite.mjs';

const WIRES = ['2025-11-25', '2026-07-28'];
const OLD_WIRE = '2025-03-26';
const AT_ONCE = 2;
const TIMEOUT = 60_000;

/** Runs all; returns one result for each. */
export async function runClientScenarios({ suite, java, out }) {
  const list = join(out, 'scenarios.txt');
  if (await run(process.execPath, suiteArguments(suite, 'list', '--client'), list, TIMEOUT) !== 0) {
    throw new Error(`the suite cannot list its scenarios; see ${list}`);
  }
  const waiting = plan(readFileSync(list, 'utf8'));
  const command = `'${java}' -jar '${join(process.cwd(), 'mcp-client-demo/target/gatehouse.jar')}' conformance`;
  const results = [];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      results.push(await runScenario(suite, command, out, next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

/** Which scenario runs on which wire. An extension belongs to no version of the protocol, so it runs on both wires. */
function plan(list) {
  const scenarios = [...list.matchAll(/^\s*- (auth\/\S+) \[(.+)\]$/gm)]
    .map(([, name, tags]) => ({ name, tags: tags.split(',') }));
  const runs = [...WIRES, OLD_WIRE].flatMap((wire) => scenarios
    .filter(({ tags }) => tags.includes(wire) || (wire !== OLD_WIRE && tags.includes('extension')))
    .map(({ name, tags }) => ({ wire, name, force: tags.includes('extension') })));
  const left = scenarios.filter(({ name }) => !runs.some((planned) => planned.name === name));
  if (left.length > 0) {
    throw new Error(`no wire is known for ${left.map(({ name }) => name).join(', ')}`);
  }
  return runs;
}

async function runScenario(suite, command, out, { wire, name, force }) {
  const folder = join(out, 'client', wire, name.replace('/', '-'));
  mkdirSync(folder, { recursive: true });
  const options = ['--command', command, '--scenario', name, '--spec-version', wire, '--timeout', String(TIMEOUT)];
  const status = await run(
    process.execPath,
    suiteArguments(suite, 'client', ...options, ...(force ? ['--force'] : []), '-o', folder),
    join(folder, 'run.log'),
    2 * TIMEOUT);
  const found = checks(folder);
  const faults = found.filter(isBad).map(sentence);
  if (status !== 0) {
    faults.push(`the run ended with status ${status}; see ${folder}`);
  }
  if (!found.some((check) => check.status === 'SUCCESS')) {
    faults.push('nothing was checked');
  }
  return { name: `${wire} ${name}`, faults };
}
