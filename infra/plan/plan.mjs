#!/usr/bin/env node
// What a deployment costs in a month, and how large each part must be: from feeds, accounts and ticks, by arithmetic that is printed.
import { readFileSync } from 'node:fs';

const help = `Usage: node infra/plan/plan.mjs [--feeds N] [--accounts N] [--price-tick SECONDS] [--collateral-tick SECONDS] [--changed PERCENT] [--heartbeat SECONDS] [--json]
  node infra/plan/plan.mjs                                          40 feeds, 10,000 accounts
  node infra/plan/plan.mjs --feeds 10000 --accounts 10000000 --collateral-tick 60 --heartbeat 3600
Prices, limits and sizes stand in infra/plan/prices.json, each with how sure it is.`;

/** @returns options by name, or exits with what is wrong. */
function options(argv) {
  const known = { feeds: 40, accounts: 10_000, 'price-tick': 2, 'collateral-tick': 10, changed: 1, heartbeat: 60 };
  let json = false;
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === '--help' || argv[i] === '-h') { console.log(help); process.exit(0); }
    if (argv[i] === '--json') { json = true; continue; }
    const name = argv[i].replace(/^--/, '');
    const value = Number(argv[i + 1]);
    if (!argv[i].startsWith('--') || !(name in known)) fail(`'${argv[i]}' is no option`);
    if (!Number.isFinite(value) || value < 0 || ((name.endsWith('tick') || name === 'heartbeat') && value <= 0)) fail(`${argv[i]}: a number is needed, not '${argv[i + 1] ?? ''}'`);
    known[name] = value;
    i++;
  }
  return { ...known, json };
}

function fail(problem) {
  console.error(`${problem}\n${help}`);
  process.exit(2);
}

/** Everything that follows from the load, without a price. */
export function size(load, model) {
  const { limits, sizes, operation, requestUnits } = model;
  const limit = (name) => limits[name].value;
  const priceShards = Math.ceil(load.feeds / limit('feedsPerShard'));
  const accountShards = Math.ceil(load.accounts / limit('accountsPerShard'));
  const feedsEach = priceShards ? load.feeds / priceShards : 0;
  const accountsEach = accountShards ? load.accounts / accountShards : 0;
  // A round states what changed since the last and what its heartbeat is due for.
  const stated = accountsEach * Math.min(1, load.changed / 100 + load['collateral-tick'] / load.heartbeat);
  const kinds = [
    { name: 'prices', perSecond: priceShards / load['price-tick'], batch: sizes.roundBase / 3 + feedsEach * sizes.priceBatchPerFeed, round: sizes.roundBase + feedsEach * sizes.priceRoundPerFeed },
    { name: 'accounts', perSecond: accountShards / load['collateral-tick'], batch: sizes.roundBase / 3 + stated * sizes.accountBatchPerAccount, round: sizes.roundBase + stated * sizes.accountRoundPerAccount },
  ];
  const sum = (of) => kinds.reduce((total, kind) => total + kind.perSecond * of(kind), 0);
  const rounds = sum(() => 1);
  // What is larger than an item goes to blobs: the round and the state always, the batch where it does not fit beside the header.
  const inItem = (kind) => (kind.batch * 4) / 3 + sizes.headerItem <= sizes.itemLimit;
  const item = (kind) => sizes.headerItem + (inItem(kind) ? (kind.batch * 4) / 3 : 0);
  const writeUnits = (bytes) => requestUnits.writePerKB * (1 + (Math.max(0, bytes / 1000 - 1) * 45) / 495);
  const units = sum((kind) => writeUnits(item(kind)) + writeUnits(sizes.signatureItem) + writeUnits(sizes.latestItem) + 2 * requestUnits.readItem);
  const blobWrites = sum((kind) => 2 + (inItem(kind) ? 0 : 1));
  const claims = sum((kind) => (kind.round > sizes.claimLimit ? 1 : 0) + (kind.batch > sizes.claimLimit ? 1 : 0));
  const inBytes = sum((kind) => Math.min(kind.round, sizes.claimLimit) + Math.min(kind.batch, sizes.claimLimit));
  const inEvents = 2 * rounds;
  const partitions = Math.min(limit('eventHubsPartitionsStandard'), Math.max(4, 2 ** Math.ceil(Math.log2(Math.max(1, (rounds * operation.roundSeconds) / operation.safety)))));
  const throughput = Math.max(1, Math.ceil(Math.max(inBytes / limit('eventHubsBytesInPerUnit'), inEvents / limit('eventHubsEventsInPerUnit'), (3 * inBytes) / limit('eventHubsBytesOutPerUnit')) / operation.safety));
  return {
    priceShards, accountShards, stated, rounds, signatures: rounds, blobWrites, claims, inBytes, inEvents, units, partitions, throughput,
    partitionsNeeded: Math.ceil((rounds * operation.roundSeconds) / operation.safety),
    vaults: Math.max(1, Math.ceil((rounds * 10) / (limit('vaultOperationsPerTenSeconds') * operation.safety))),
    requestUnits: Math.max(400, Math.ceil(units / operation.safety / 100) * 100),
    blobBytes: sum((kind) => kind.round + (inItem(kind) ? 0 : kind.batch) + kind.batch / 2),
    itemBytes: sum((kind) => item(kind) + sizes.signatureItem),
    standard: throughput <= limit('eventHubsUnitsStandard') && Math.ceil((rounds * operation.roundSeconds) / operation.safety) <= limit('eventHubsPartitionsStandard'),
  };
}

/** Lines of a month's bill: name, dollars, how they come about. */
export function bill(load, sized, model) {
  const price = (name) => model.prices[name].value;
  const { operation, sizes } = model;
  const month = model.hoursPerMonth * 3600;
  const million = 1_000_000;
  const lines = [];
  const add = (name, dollars, how) => lines.push({ name, dollars, how });
  const ingestSeconds = Math.min(1, operation.ingestPriceSeconds / load['price-tick']) * month;
  const ready = (gb) => gb * month * price('flexReadyGBSecond');
  add('Ingest, prices', ready(operation.ingestGB) + operation.ingestGB * ingestSeconds * price('flexReadyRunningGBSecond'), `${operation.ingestGB} GB kept ready, ${round(ingestSeconds)} s running`);
  if (sized.accountShards) {
    const busy = Math.min(1, (operation.ingestPriceSeconds + sized.accountShards * 0.02) / load['collateral-tick']) * month;
    add('Ingest, collateral', ready(operation.ingestGB) + operation.ingestGB * busy * price('flexReadyRunningGBSecond'), `${operation.ingestGB} GB kept ready, ${round(busy)} s running`);
  }
  const attest = Math.max(sized.rounds * operation.roundSeconds, Math.min(1, sized.rounds)) * month;
  add('Attest', operation.appGB * attest * price('flexGBSecond'), `${operation.appGB} GB, ${round(attest)} s running: at least 1 s for each execution`);
  const relay = Math.min(1, sized.rounds) * month;
  const steps = month / operation.relayStepSeconds;
  add('Relay', ready(operation.appGB) + operation.appGB * (relay * price('flexReadyRunningGBSecond') + steps * price('flexGBSecond')), `${operation.appGB} GB kept ready, an execution for what arrived in each second, a step every ${operation.relayStepSeconds} s`);
  // A kept batch is a write, a step a list, a posting two writes of the journal; reads and deletes cost little or nothing.
  const kept = (sized.priceShards / load['price-tick']) * month;
  const postings = (sized.priceShards * operation.relayChains * operation.relayPostingsPerMinute * month) / 60;
  const operations = kept + relay + steps + 2 * postings;
  add('Relay, inbox and journal', operations / 10_000 * price('blobTenThousandWrites'), `${round(operations / million)} million operations: prices on ${operation.relayChains} chain, ${operation.relayPostingsPerMinute} posting of each shard a minute`);
  add('Serve', 0.1 * operation.appGB * month * price('flexGBSecond'), 'one second in ten busy; readers decide');
  add('Event Hubs', sized.throughput * model.hoursPerMonth * price('eventHubsUnitHour') + (sized.inEvents * month / million) * price('eventHubsMillionEvents'), `${sized.throughput} throughput units, ${round(sized.inEvents * month / million)} million events`);
  add('Cosmos DB, requests', sized.requestUnits * model.hoursPerMonth * price('cosmosRequestUnitHour'), `${sized.requestUnits} request units per second`);
  add('Cosmos DB, a month kept', (sized.itemBytes * month / 1e9) * price('cosmosGBMonth'), `${round(sized.itemBytes * month / 1e9)} GB more each month`);
  add('Blobs, writes', (sized.blobWrites + sized.claims) * month / 10_000 * price('blobTenThousandWrites'), `${round((sized.blobWrites + sized.claims) * month / million)} million`);
  add('Blobs, a month kept', (sized.blobBytes * month / 1e9) * price('blobGBMonth'), `${round(sized.blobBytes * month / 1e9)} GB more each month`);
  add('Key Vault', sized.signatures * month / 10_000 * price('vaultTenThousandOperations') + (sized.vaults + 1) * price('vaultKeyMonth'), `${round(sized.signatures * month / million)} million signatures, ${sized.vaults} attester vault${sized.vaults === 1 ? '' : 's'}`);
  add('private endpoints', operation.endpoints * model.hoursPerMonth * price('privateEndpointHour'), `${operation.endpoints} of them`);
  const traces = (sized.rounds * operation.tracesPerRound + operation.dependenciesPerIngest / load['price-tick']) * month;
  add('telemetry', (traces * operation.sampledPercent / 100 * sizes.telemetryPerTrace / 1e9) * price('insightsGB'), `${operation.sampledPercent} % of ${round(traces / million)} million traces`);
  add('audit logs', (sized.signatures * month * sizes.auditPerOperation / 1e9) * price('insightsGB'), `${round(sized.signatures * month * sizes.auditPerOperation / 1e9)} GB: a record for each signature`);
  add('total', lines.reduce((total, line) => total + line.dollars, 0), 'US list prices, without reads by margin engines and gas');
  return lines;
}

function round(value) {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(2)));
}

function table(head, rows) {
  const align = head.map((_, i) => (i === 0 || i === head.length - 1 ? '---' : '---:'));
  return [head, align, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function main() {
  const load = options(process.argv.slice(2));
  const model = JSON.parse(readFileSync(new URL('./prices.json', import.meta.url), 'utf8'));
  const sized = size(load, model);
  const lines = bill(load, sized, model);
  if (load.json) return console.log(JSON.stringify({ load, sized, bill: lines }, null, 2));
  console.log(`${load.feeds.toLocaleString('en-US')} feeds every ${load['price-tick']} s, ${load.accounts.toLocaleString('en-US')} accounts every ${load['collateral-tick']} s, ${load.changed} % of which change from tick to tick and each of which is stated again within ${load.heartbeat} s\n`);
  console.log(table(['what', 'needed', 'because'], [
    ['shards', `${sized.priceShards} + ${sized.accountShards}`, `at most ${model.limits.feedsPerShard.value} feeds, at most ${model.limits.accountsPerShard.value} accounts`],
    ['rounds a second', round(sized.rounds), 'a round is a reservation, a signature and an event'],
    ['partitions', sized.partitions, `${sized.partitionsNeeded} for rounds of ${model.operation.roundSeconds} s at half load${sized.partitionsNeeded > sized.partitions ? ': more than Standard has' : ''}`],
    ['throughput units', sized.throughput, `${round(sized.inBytes / 1000)} kB/s and ${round(sized.inEvents)} events/s in, at half load`],
    ['request units a second', sized.requestUnits.toLocaleString('en-US'), `${round(sized.units)} used, at half load`],
    ['attester vaults', sized.vaults, `${round(sized.signatures * 10)} signatures in 10 s, ${model.limits.vaultOperationsPerTenSeconds.value} in each at most, at half load`],
    ['claim checks a second', round(sized.claims), `bodies over ${model.sizes.claimLimit / 1000} kB`],
    ['Event Hubs tier', sized.standard ? 'Standard' : 'Premium or Dedicated', 'by partitions and throughput units'],
  ]));
  console.log(`\n${table(['a month', 'dollars', 'how'], lines.map((line) => [line.name, round(line.dollars), line.how]))}`);
  console.log(`\nOne machine with the embedded node for the same load: ${model.prices.smallMachineMonth.value} dollars${load.accounts > 100_000 ? ', if it kept up: it does not' : ''}.`);
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').pop())) main();
