// Writes the members of config/protocols.json that are read by src/Collateral's SynthetixV3, GmxV2, PerpProtocol and EigenLayer, of the addresses beside this file and of those below,
// whose sources the NOTICE.md in each folder names. Other members stay as they are. Run by hand: `npm ci` in tests/conformance-js, then `node tests/data/protocols/make-config.mjs`.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';

const require = createRequire(new URL('../../conformance-js/package.json', import.meta.url));
const { getAddress } = require('ethers');
const file = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

const synthetix = Object.entries(file('synthetix-v3/addresses.json')).map(([chain, deployed]) => ({
  chain,
  core: deployed.CoreProxy,
  accounts: deployed.AccountProxy,
  usd: deployed.USDProxy,
  collaterals: deployed.collateralTokens.map(({ address, decimals }) => ({ token: address, decimals })),
  pools: ['1'],
}));

const gmx = Object.entries(file('gmx-v2/addresses.json')).map(([chain, { contracts, tokens, markets }]) => ({
  chain, ...contracts, tokens: tokens.map(({ token, decimals }) => ({ token, decimals })), markets,
}));

const perp = [{
  chain: 'eip155:10',
  vault: '0xAD7b4C162707E0B2b5f6fdDbD3f8538A5fbA0d60',
  accountBalance: '0xA7f3FC32043757039d5e13d790EE43edBcBa8b7c',
  settlement: '0x7F5c764cBc14f9669B88837ca1490cCa17c31607',
  tokens: [{ token: '0x7F5c764cBc14f9669B88837ca1490cCa17c31607', decimals: 6 }, { token: '0x4200000000000000000000000000000000000006', decimals: 18 }],
}];

const eigenlayer = [{
  chain: 'eip155:1',
  delegationManager: '0x39053D51B77DC0d36036Fc1fCc8Cb819df8Ef37A',
  strategyManager: '0x858646372CC42E1A627fcE94aa7A7033e7CF075A',
  strategies: [
    { strategy: '0x54945180dB7943c0ed0FEE7EdaB2Bd24620256bc', kind: 'token', token: '0xBe9895146f7AF43049ca1c1AE358B0541Ea49704', decimals: 18 },
    { strategy: '0x1BeE69b7dFFfA4E2d53C2a2Df135C388AD25dCD2', kind: 'token', token: '0xae78736Cd615f374D3085123A210448E74Fc6393', decimals: 18 },
    { strategy: '0x93c4b944D05dfe6df7645A86cd2206016c51564D', kind: 'rebasing', token: '0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84', decimals: 18 },
    { strategy: '0xbeaC0eeEeeeeEEeEeEEEEeeEEeEeeeEeeEEBEaC0', kind: 'native', decimals: 18 },
  ],
}];

const members = { 'synthetix-v3': synthetix, 'gmx-v2': gmx, 'perp-v2': perp, eigenlayer };
const checked = JSON.parse(JSON.stringify(members), (key, value) => (typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value) ? getAddress(value) : value));
const target = new URL('../../../config/protocols.json', import.meta.url);
writeFileSync(target, `${lines({ ...JSON.parse(readFileSync(target, 'utf8')), ...checked })}\n`);

// One line for each of the innermost objects: what is reviewed together stands together.
function lines(value, indent = '') {
  const inner = `${indent}  `;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return JSON.stringify(value);
  if (Array.isArray(value)) return `[\n${value.map((item) => inner + lines(item, inner)).join(',\n')}\n${indent}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.every(([, item]) => item === null || typeof item !== 'object')) return `{ ${entries.map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`).join(', ')} }`;
  return `{\n${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${lines(item, inner)}`).join(',\n')}\n${indent}}`;
}
