// Compiles the contracts of the peers, from their npm packages and changed in nothing but the compiler version that they name, and contracts/*.sol, which
// are ours, by both code generators of the compiler. Prints { generator: { name: creation code in hex } } as JSON.
import { readFileSync, readdirSync } from 'node:fs';
import solc from 'solc';

// As in contracts/evm/foundry.toml, so that no row is cheaper by its compiler. Some peers cost less by the older code generator: each of them has its choice.
const generators = { ir: true, legacy: false };
const settings = {
  evmVersion: 'prague',
  optimizer: { enabled: true, runs: 1_000_000 },
  metadata: { bytecodeHash: 'none', appendCBOR: false },
};
const peers = [
  '@api3/contracts/api3-server-v1/Api3ServerV1.sol',
  '@api3/contracts/api3-server-v1/Api3ServerV1OevExtension.sol',
  '@api3/contracts/api3-server-v1/proxies/Api3ReaderProxyV1Factory.sol',
  '@chainlink/contracts/src/v0.8/data-feeds/DataFeedsCache.sol',
  '@chainlink/contracts/src/v0.8/data-feeds/test/helpers/DataFeedsLegacyAggregatorProxy.sol',
  '@chainlink/contracts/src/v0.8/keystone/KeystoneForwarder.sol',
  '@chainlink/contracts/src/v0.8/llo-feeds/v0.5.0/Verifier.sol',
  '@chainlink/contracts/src/v0.8/llo-feeds/v0.5.0/VerifierProxy.sol',
];
const ours = new URL('./contracts/', import.meta.url);
const interfaces = new URL('../../../contracts/evm/src/interfaces/', import.meta.url);
const files = Object.fromEntries([ours, interfaces].flatMap((folder) => readdirSync(folder).map((name) => [name, new URL(name, folder)])));
const packages = new URL('./node_modules/', import.meta.url);
const read = (path) => readFileSync(files[path] ?? new URL(path, packages), 'utf8').replace(/^pragma solidity [^;]+;/m, 'pragma solidity >=0.8.0;');

const entries = [...peers, ...readdirSync(ours)];

function compile(viaIR) {
  const output = JSON.parse(solc.compile(JSON.stringify({
    language: 'Solidity',
    sources: Object.fromEntries(entries.map((path) => [path, { content: read(path) }])),
    settings: { ...settings, viaIR, outputSelection: Object.fromEntries(entries.map((path) => [path, { '*': ['evm.bytecode.object'] }])) },
  }), { import: (path) => ({ contents: read(path) }) }));
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'));
  const contracts = entries.flatMap((path) => Object.entries(output.contracts[path])).filter(([, contract]) => contract.evm.bytecode.object);
  return Object.fromEntries(contracts.map(([name, contract]) => [name, `0x${contract.evm.bytecode.object}`]));
}

console.log(JSON.stringify(Object.fromEntries(Object.entries(generators).map(([name, viaIR]) => [name, compile(viaIR)]))));
