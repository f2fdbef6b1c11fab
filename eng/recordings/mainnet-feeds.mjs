// Writes tests/data/chainlink/mainnet_feeds.json: where the live feeds are, as facts taken out of the collected configuration files.
//   node eng/recordings/mainnet-feeds.mjs <source folder> <output file>
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [fixtures, out] = process.argv.slice(2);
if (!fixtures || !out) {
  console.error('usage: node eng/recordings/mainnet-feeds.mjs <source folder> <output file>');
  process.exit(2);
}

const symbols = [
  'ETH/USD', 'BTC/USD', 'SOL/USD', 'LINK/USD', 'USDC/USD', 'USDT/USD', 'DAI/USD', 'AVAX/USD', 'BNB/USD', 'AAVE/USD', 'UNI/USD', 'ARB/USD',
  'DOGE/USD', 'MATIC/USD', 'POL/USD', 'STETH/USD', 'STETH/ETH',
];
const chains = [
  { id: 'eip155:1', rdd: 'feeds-mainnet', mcp: 'ethereum', mcpNetwork: 'Ethereum Mainnet' },
  { id: 'eip155:42161', rdd: 'feeds-ethereum-mainnet-arbitrum-1', mcp: 'arbitrum', mcpNetwork: 'Arbitrum Mainnet' },
  { id: 'eip155:8453', rdd: 'feeds-ethereum-mainnet-base-1', mcp: 'base', mcpNetwork: 'Base Mainnet' },
];

const json = (path) => JSON.parse(readFileSync(join(fixtures, path), 'utf8'));
const one = (items, what) => {
  if (items.length > 1) throw new Error(`${what}: ${items.length} candidates`);
  return items[0];
};

function chainlink(symbol, chain) {
  const path = `chainlink/rdd_feeds_2024-11/${chain.rdd}.json`;
  const named = json(path).filter((entry) => entry.name.toUpperCase().replaceAll(' ', '') === symbol && entry.proxyAddress);
  const entry = one(named, `${symbol} in ${path}`);
  if (!entry) return undefined;
  const later = json(`chainlink/mcp_feeds_2025-11/${chain.mcp}.json`).networks.find((network) => network.networkName === chain.mcpNetwork);
  return {
    proxy: entry.proxyAddress,
    decimals: entry.decimals,
    heartbeatSeconds: entry.heartbeat,
    deviationPercent: String(entry.threshold),
    listedAgain2025: later.feeds.some((feed) => feed.proxyAddress?.toLowerCase() === entry.proxyAddress.toLowerCase()),
    source: path,
  };
}

/** Every (symbol, Pyth price feed id) pair that the collected files state, with the file. */
function pythIds() {
  const found = [];
  for (const file of readdirSync(join(fixtures, 'pyth/updates')).sort())
    for (const update of json(`pyth/updates/${file}`).decoded.updates ?? [])
      found.push({ symbol: update.symbol, id: update.feed_id, source: `pyth/updates/${file}` });
  for (const file of readdirSync(join(fixtures, 'pyth/sponsored_push_feeds')).sort())
    for (const feed of json(`pyth/sponsored_push_feeds/${file}`).feeds)
      found.push({ symbol: feed.alias, id: feed.id, source: `pyth/sponsored_push_feeds/${file}` });
  for (const folder of ['synthetix-v3-42161-main', 'synthetix-v3-8453-andromeda']) {
    const path = `protocols/addresses/${folder}/perpsMarkets.json`;
    for (const market of Object.values(json(path).markets))
      found.push({ symbol: `${market.symbol}/USD`, id: market.settlementStrategy?.feedId?.slice(2), source: path });
  }
  return found;
}

function pyth(symbol, all) {
  const stated = all.filter((entry) => entry.symbol === symbol && entry.id);
  const id = one([...new Set(stated.map((entry) => entry.id))], `Pyth id of ${symbol}`);
  return id && { id: `0x${id}`, source: stated[0].source };
}

function api3(symbol, chain, proxies) {
  const chainId = Number(chain.id.split(':')[1]);
  const proxy = one(proxies.filter((entry) => entry.chainId === chainId && entry.dapiName.toUpperCase() === symbol), `API3 ${symbol}`);
  return proxy && { proxy: proxy.communalApi3ReaderProxyV1, dapiName: proxy.dapiName, dapiNameHash: proxy.dapiNameHash };
}

const perChain = (look) => {
  const found = chains.map((chain) => [chain.id, look(chain)]).filter(([, value]) => value);
  return found.length > 0 ? Object.fromEntries(found) : undefined;
};

const ids = pythIds();
const proxies = json('api3/communal_reader_proxy_addresses.json').proxies;
const feeds = symbols.map((symbol) => ({
  feed: symbol,
  pyth: pyth(symbol, ids),
  chainlink: perChain((chain) => chainlink(symbol, chain)),
  api3: perChain((chain) => api3(symbol, chain, proxies)),
}));
writeFileSync(out, JSON.stringify({
  about: {
    chainlink: 'proxy, decimals, heartbeat and threshold of November 2024; listedAgain2025: the proxy was still listed in November 2025',
    pyth: 'price feed ids as the named file states them',
    api3: 'communal Api3ReaderProxyV1 addresses, computed by CREATE2 with @api3/contracts 34.0.0; existence on chain not checked',
  },
  feeds,
}, null, 2) + '\n');
