// Writes artifacts/: the creation code of the contracts that the relay deploys, from what `forge build` left in out/. Run it after every change of src/.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const contracts = { OracleHub: 'OracleHub', SlotAggregator: 'AggregatorAdapter', PairedAggregator: 'AggregatorAdapter', PythAdapter: 'PythAdapter', Aggregate3: 'Aggregate3' };

const root = new URL('..', import.meta.url);
mkdirSync(new URL('artifacts', root), { recursive: true });
for (const [contract, file] of Object.entries(contracts)) {
  const { bytecode } = JSON.parse(readFileSync(new URL(`out/${file}.sol/${contract}.json`, root), 'utf8'));
  if (!/^0x[0-9a-f]+$/.test(bytecode.object)) throw new Error(`${contract}: the creation code is empty or has libraries to be linked`);
  writeFileSync(new URL(`artifacts/${contract}.json`, root), `${JSON.stringify({ contract, creationCode: bytecode.object }, null, 2)}\n`);
}
