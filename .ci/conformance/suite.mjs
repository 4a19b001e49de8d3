// The suite's program, and what it leaves behind.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOOPBACK = fileURLToPath(new URL('loopback.mjs', import.meta.url));

/** The arguments of Node for one command of the suite. */
export function suiteArguments(suite, ...args) {
  return ['--import', LOOPBACK, suite, ...args];
}

/** All checks that the suite wrote below a folder. */
export function checks(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.split('/').at(-1) === 'checks.json')
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/** What a check says beyond facts and success. Warnings and skipped checks count as much as failures. */
export function isBad(check) {
  return check.status !== 'SUCCESS' && check.status !== 'INFO';
}

export function sentence(check) {
  return `${check.status} ${check.id}: ${check.errorMessage ?? check.description}`;
}
