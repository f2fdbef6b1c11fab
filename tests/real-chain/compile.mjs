// Compiles contracts/*.sol, whose imports are npm packages, and prints { name: creation code in hex } as JSON.
import { readFileSync, readdirSync } from 'node:fs';
import solc from 'solc';

const folder = new URL('./contracts/', import.meta.url);
const sources = Object.fromEntries(readdirSync(folder).map((name) => [name, { content: readFileSync(new URL(name, folder), 'utf8') }]));
const packages = new URL('./node_modules/', import.meta.url);

// A package may name the one compiler that it was deployed with; here everything is compiled by the one that package.json pins.
const imported = (path) => ({ contents: readFileSync(new URL(path, packages), 'utf8').replace(/^pragma solidity [^;]+;/m, 'pragma solidity >=0.8.0;') });
const output = JSON.parse(solc.compile(JSON.stringify({
  language: 'Solidity',
  sources,
  settings: {
    evmVersion: 'cancun',
    optimizer: { enabled: true, runs: 200 },
    outputSelection: Object.fromEntries(Object.keys(sources).map((name) => [name, { '*': ['evm.bytecode.object'] }])),
  },
}), { import: imported }));
const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
if (errors.length > 0) {
  console.error(errors.map((error) => error.formattedMessage).join('\n'));
  process.exit(1);
}
const code = {};
for (const file of Object.values(output.contracts)) {
  for (const [name, contract] of Object.entries(file)) code[name] = `0x${contract.evm.bytecode.object}`;
}
console.log(JSON.stringify(code));
