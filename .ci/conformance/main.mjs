// usage: node main.mjs SUITE JAVA OUT, from the root of the project
import { runAuthorization } from './authorization.mjs';
import { runClientScenarios } from './client.mjs';

const [suite, java, out] = process.argv.slice(2);
const results = [];

for (const part of [runClientScenarios, runAuthorization]) {
  try {
    results.push(...await part({ suite, java, out }));
  } catch (error) {
    results.push({ name: part.name, faults: [error.message] });
  }
}

for (const { name, faults } of results.sort((one, other) => one.name.localeCompare(other.name))) {
  console.log(`${faults.length === 0 ? 'pass' : 'FAIL'}  ${name}`);
  faults.forEach((fault) => console.log(`      ${fault}`));
}
const failed = results.filter(({ faults }) => faults.length > 0).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
