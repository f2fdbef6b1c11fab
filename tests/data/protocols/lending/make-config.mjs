// Writes this half's members of config/protocols.json: of the addresses beside this file, and of those below, whose sources NOTICE.md names. Other members stay as they are.
// Run by hand: `npm ci` in tests/conformance-js, then `node tests/data/protocols/lending/make-config.mjs`.
import { createRequire } from 'node:module';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const require = createRequire(new URL('../../../conformance-js/package.json', import.meta.url));
const { AbiCoder, getAddress, keccak256, parseEther } = require('ethers');
const file = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const books = file('addresses/aave-v3.json'), morphos = file('addresses/morpho-blue.json');
const chainOf = (id) => `eip155:${id}`;
const assetOf = (book, symbol) => books[book].ASSETS[symbol] ?? (() => { throw new Error(`${book} has no ${symbol}`); })();

// The tokens that are collateral nearly everywhere. Arbitrum's wrapped ether transfers when it wraps; the others are WETH9.
const plain = {
  AaveV3Ethereum: ['WETH', 'USDC', 'USDT', 'DAI', 'WBTC', 'wstETH', 'cbETH', 'cbBTC', 'LINK'],
  AaveV3Optimism: ['WETH', 'USDCn', 'USDT', 'DAI', 'WBTC', 'wstETH', 'LINK'],
  AaveV3Base: ['WETH', 'USDC', 'wstETH', 'cbETH', 'cbBTC'],
  AaveV3Arbitrum: ['WETH', 'USDCn', 'USDT', 'DAI', 'WBTC', 'wstETH', 'LINK'],
};
const wraps = (book, symbol) => (symbol === 'WETH' && book !== 'AaveV3Arbitrum' ? { events: 'weth9' } : {});
const erc20 = Object.entries(plain).map(([book, symbols]) => ({
  chain: chainOf(books[book].CHAIN_ID),
  balances: 'transferred',
  tokens: symbols.map((symbol) => ({ token: assetOf(book, symbol).UNDERLYING, decimals: assetOf(book, symbol).decimals, ...wraps(book, symbol) })),
}));
erc20.push({ chain: 'eip155:1', balances: 'rebasing', tokens: [{ token: '0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84', decimals: 18 }] });

const vault = (share, asset) => ({ vault: assetOf('AaveV3Ethereum', share).UNDERLYING, decimals: 18, asset: assetOf('AaveV3Ethereum', asset).UNDERLYING, assetDecimals: 18 });
const erc4626 = [{ chain: 'eip155:1', redemption: 'immediate', vaults: [vault('sDAI', 'DAI'), vault('sUSDe', 'USDe')] }];

const aave = Object.entries(books).map(([name, book]) => ({
  chain: chainOf(book.CHAIN_ID),
  ...(name === 'AaveV3EthereumLido' ? { source: 'aave-v3-lido' } : {}),
  pool: book.POOL,
  dataProvider: book.AAVE_PROTOCOL_DATA_PROVIDER,
  baseDecimals: 8,
  reserves: Object.entries(book.ASSETS).map(([symbol, asset]) => ({ symbol, asset: asset.UNDERLYING, decimals: asset.decimals, aToken: asset.A_TOKEN, debtToken: asset.V_TOKEN })),
}));

const comet = (name, address, book, symbol) => ({ name, comet: address, baseToken: assetOf(book, symbol).UNDERLYING, decimals: assetOf(book, symbol).decimals });
const compound = [
  { chain: 'eip155:1', comets: [comet('cUSDCv3', '0xc3d688B66703497DAA19211EEdff47f25384cdc3', 'AaveV3Ethereum', 'USDC')] },
  { chain: 'eip155:8453', comets: [comet('cUSDCv3', '0xb125E6687d4313864e53df431d5425969c15Eb2F', 'AaveV3Base', 'USDC'), comet('cWETHv3', '0x46e6b214b524310239732D51387075E0e70970bf', 'AaveV3Base', 'WETH')] },
  { chain: 'eip155:42161', comets: [comet('cUSDCv3', '0x9c4ec768c28520B50860ea7a15bd7213a9fF58bf', 'AaveV3Arbitrum', 'USDCn')] },
];

function market(chain, book, collateral, lltv, oracle, id) {
  const [loan, held] = [assetOf(book, 'USDC'), assetOf(book, collateral)], irm = morphos[chain].adaptiveCurveIrm;
  const made = keccak256(AbiCoder.defaultAbiCoder().encode(['address', 'address', 'address', 'address', 'uint256'], [loan.UNDERLYING, held.UNDERLYING, oracle, irm, parseEther(lltv)]));
  if (made !== id) throw new Error(`${collateral}/USDC on ${chain}: the parameters make ${made}, not ${id}`);
  return { name: `${collateral}/USDC`, id, loan: loan.UNDERLYING, loanDecimals: loan.decimals, collateral: held.UNDERLYING, collateralDecimals: held.decimals, oracle, irm, lltv };
}
const morpho = [
  { chain: 'eip155:1', morpho: morphos[1].morpho, markets: [
    market(1, 'AaveV3Ethereum', 'wstETH', '0.86', '0x48F7E36EB6B826B2dF4B2E630B62Cd25e89E40e2', '0xb323495f7e4148be5643a4ea4a8221eef163e4bccfdedc2a6f4696baacbc86cc'),
    market(1, 'AaveV3Ethereum', 'WBTC', '0.86', '0xDddd770BADd886dF3864029e4B377B5F6a2B6b83', '0x3a85e619751152991742810df6ec69ce473daef99e28a64ab2340d7b7ccfee49'),
  ] },
  { chain: 'eip155:8453', morpho: morphos[8453].morpho, markets: [
    market(8453, 'AaveV3Base', 'cbBTC', '0.86', '0x663BECd10daE6C4A3Dcd89F1d76c1174199639B9', '0x9103c3b4e834476c9a62ea009ba2c884ee42e94e6e314a26f04d312434191836'),
  ] },
];

const members = {
  'evm-native': [1, 10, 8453, 42161].map((id) => ({ chain: chainOf(id) })),
  erc20,
  erc4626,
  'aave-v3': aave,
  'compound-v3': compound,
  'morpho-blue': morpho,
};

// Upper case letters are the checksum of EIP-55; a source that writes lower case only is brought to it.
const checked = JSON.parse(JSON.stringify(members), (key, value) => (typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value) ? getAddress(value) : value));
const target = new URL('../../../../config/protocols.json', import.meta.url);
const existing = existsSync(target) ? JSON.parse(readFileSync(target, 'utf8')) : { $schema: './protocols.schema.json' };
writeFileSync(target, `${lines({ ...existing, ...checked })}\n`);

// One line for each of the innermost objects: what is reviewed together stands together.
function lines(value, indent = '') {
  const inner = `${indent}  `;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[\n${value.map((item) => inner + lines(item, inner)).join(',\n')}\n${indent}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.every(([, item]) => item === null || typeof item !== 'object')) return `{ ${entries.map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`).join(', ')} }`;
  return `{\n${entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${lines(item, inner)}`).join(',\n')}\n${indent}}`;
}
