// Algorithm 2, written from docs/spec/attestation-v1.md alone (section 14 but for the credit rule). BigInt throughout.
import { chainHash, chainOf, factId, isBound, isOwed, marketHash, positionHash } from './accounts.mjs';
import { MAXIMUM, amountAt, creditChain, divide, keyOf, sum } from './credit.mjs';
import { subjectOf } from './verify.mjs';

const CAUSES = {
  1: 'Stale', 2: 'Frozen', 3: 'Ahead', 4: 'NotPositive', 5: 'OutOfBounds', 6: 'Wide', 7: 'IncompleteRound', 8: 'SequencerDown', 9: 'SequencerGrace', 10: 'Outlier', 11: 'UnknownRoute', 12: 'ProviderFault', 13: 'Absent',
  32: 'Unreachable', 33: 'Malformed', 34: 'Oversized', 35: 'WrongFeed', 36: 'BadSignature', 37: 'BadProof', 38: 'UnknownSignerSet', 39: 'ExpiredSignerSet', 40: 'WrongEmitter', 41: 'EndpointQuorum', 42: 'Unauthorized',
  43: 'RateLimited', 44: 'CallFailed', 45: 'OutOfRange',
};
const REASONS = { 1: 'ReadFailed', 2: 'ChainFault', 3: 'ChainUnknown' };
const UNKNOWN_ROUTE = 11n, OVERSIZED = 34n, BAD_PROOF = 37n, OUT_OF_RANGE = 45n;
const by = (...keys) => (a, b) => {
  for (const key of keys) {
    const [left, right] = [key(a), key(b)];
    if (left !== right) return left < right ? -1 : 1;
  }

  return 0;
};
const least = (values) => values.reduce((low, value) => (value < low ? value : low));
const greatest = (values) => values.reduce((high, value) => (value > high ? value : high));

/** 14.1 */
function judge(rule, reading, before) {
  const faulty = before?.faulty === 1n || (reading !== undefined && ((reading.flags & 1n) === 1n
    || (before !== undefined && reading.finalized.height === before.finalized && reading.finalized.hash !== before.hash)
    || (before !== undefined && reading.lost.some((block) => block.height <= before.finalized))));
  const usable = reading !== undefined && !faulty && (before === undefined || reading.finalized.height >= before.finalized);
  return { rule, reading, before, faulty, usable };
}

function nextChain({ rule: { chain }, reading, before, faulty, usable }) {
  if (faulty) return { chain, faulty: 1n, finalized: before?.finalized ?? reading.finalized.height, hash: before?.hash ?? reading.finalized.hash };
  return usable ? { chain, faulty: 0n, finalized: reading.finalized.height, hash: reading.finalized.hash } : before;
}

const lossOf = (judged, height, hash) => judged?.reading?.lost.find((block) => block.height === height && block.lost === hash);

function contradiction(judged, at, pin) {
  const loss = lossOf(judged, at.height, at.hash);
  if (loss) return `was read at block ${at.hash} of height ${at.height}, which was lost to ${loss.won}`;
  if (!judged.reading || ![1n, 2n, 4n].includes(pin)) return null;
  const known = [judged.reading.finalized, judged.reading.safe, judged.reading.head].find((block) => block.height === at.height && block.hash !== at.hash);
  return known ? `was read at block ${at.hash} of height ${at.height}, where ${known.hash} stands` : null;
}

function stageOf({ rule, reading }, at, pin) {
  if (pin === 5n) return 1n;
  if (at.height <= reading.finalized.height) return 4n;
  if (at.height <= reading.safe.height) return 3n;
  return at.height <= reading.head.height && reading.head.height - at.height >= rule.confirmedDepth ? 2n : 1n;
}

const validFor = ({ rule }, stage) => (stage === 4n ? rule.finalizedValidFor : rule.unfinalizedTtl);
const status = ({ rule, reading, faulty, usable }) => ({
  statement: {
    kind: 7n, flags: reading.flags | (faulty ? 1n : usable ? 0n : 8n), validFor: rule.statusValidFor, chain: chainHash(rule.chain), head: reading.head, safe: reading.safe, finalized: reading.finalized,
    scannedTo: usable ? reading.scannedTo : 0n, baseFee: reading.baseFee, reorgDepth: reading.reorgDepth,
  },
  context: { chain: rule.chain, note: reading.note },
});

/** Statements with their contexts in canonical order, and the next state. */
export function accountFor(policy, state, round) {
  const inputs = (type) => round.inputs.filter((input) => input.type === type);
  const judged = new Map(policy.chains.map((rule) => [rule.chain, judge(rule, inputs('chain').find((item) => item.chain === rule.chain), state.chains.find((item) => item.chain === rule.chain))]));
  const assets = new Map(policy.assets.map((item) => [item.asset, item]));
  const prices = new Map(inputs('price').filter((price) => price.validUntil >= round.header.observedAt).map((price) => [price.feed, price]));
  const priceOf = (asset) => prices.get(assets.get(asset)?.feed);
  const linked = new Set(policy.accounts.flatMap(({ account, links }) => links.map((link) => `${account}\n${chainOf(link.owner)}`)));
  const world = {
    policy, judged, assets, priceOf, header: round.header, drafts: [], live: [], restated: new Set(),
    gaps: new Map(state.gaps.map((gap) => [`${gap.account}\n${gap.chain}`, gap]).filter(([place]) => linked.has(place))),
  };
  for (const one of judged.values()) if (one.reading) world.drafts.push(status(one));
  for (const market of inputs('market')) stateMarket(world, market);
  for (const account of policy.accounts) {
    const own = (item) => item.account === account.account;
    const [positions, problems] = [inputs('position').filter(own), inputs('problem').filter(own)];
    if (positions.length + problems.length > 0) stateAccount(world, account, positions, problems);
  }

  for (const fact of state.facts) retract(world, state.shard, fact);
  const kept = state.facts.filter((fact) => !world.restated.has(fact.subject) && isOpen(judged.get(fact.chain), fact));
  return {
    drafts: world.drafts.sort(by((draft) => draft.statement.kind, (draft) => subjectOf(draft.statement))),
    next: {
      shard: state.shard, nextSequence: round.header.sequence + 1n, observedAt: round.header.observedAt, chains: [...judged.values()].map(nextChain).filter(Boolean).sort(by((item) => item.chain)),
      facts: [...kept, ...world.live].sort(by((fact) => fact.subject)), gaps: [...world.gaps.values()].sort(by((gap) => gap.account, (gap) => gap.chain)),
    },
  };
}

const isOpen = (judged, fact) => judged !== undefined && !lossOf(judged, fact.height, fact.hash) && (!judged.usable || fact.height > judged.reading.finalized.height);

function retract({ judged, drafts }, shard, fact) {
  const loss = lossOf(judged.get(fact.chain), fact.height, fact.hash);
  if (!loss) return;
  drafts.push({
    statement: {
      kind: 9n, factKind: fact.kind, sequence: fact.sequence, shard, subject: fact.subject, fact: factId(fact.kind, fact.subject, fact.chain, fact.hash), lost: loss.lost, won: loss.won, chain: chainHash(fact.chain), height: fact.height,
    },
  });
}

function remember(world, kind, subject, chain, { at, pin }, stage) {
  world.restated.add(subject);
  if (stage !== 4n && pin !== 5n) world.live.push({ subject, kind, chain, height: at.height, hash: at.hash, sequence: world.header.sequence });
}

function stateMarket(world, { type, ...item }) {
  const judged = world.judged.get(item.chain);
  if (world.assets.get(item.asset)?.decimals !== item.decimals || !judged?.usable || contradiction(judged, item.at, item.pin)) return;
  const stage = stageOf(judged, item.at, item.pin);
  const subject = marketHash(item);
  remember(world, 5n, subject, item.chain, item, stage);
  const { chain, source, market, asset, side, decimals, index, bound, at, evidence, pin } = item;
  world.drafts.push({
    statement: { kind: 5n, side, stage, evidence, pin, decimals, height: at.height, time: at.time, validFor: validFor(judged, stage), market: subject, block: at.hash, index, bound },
    context: { chain, source, market, asset, side },
  });
}

/** The table of 14.2. */
function problemOf({ assets, judged }, reading) {
  const { source, market, asset } = reading;
  const problem = (cause, detail) => ({ cause, source, market, detail: detail.slice(0, 200) });
  const rule = assets.get(asset);
  if (!rule) return problem(UNKNOWN_ROUTE, `${asset} is not among the assets`);
  if (rule.decimals !== reading.decimals) return problem(OUT_OF_RANGE, `${asset} has ${rule.decimals} decimals, the source says ${reading.decimals}`);
  if (!isBound(reading.side, reading.bound, reading.index)) return problem(OUT_OF_RANGE, 'the bound of the index is better than the index');
  const shares = greatest([reading.finalized, reading.seen]);
  if (amountAt(shares, reading.index, true) > MAXIMUM || amountAt(shares, reading.bound, true) > MAXIMUM) return problem(OUT_OF_RANGE, 'the amount needs more than 128 bits');
  const against = contradiction(judged.get(chainOf(reading.owner)), reading.at, reading.pin);
  return against ? problem(BAD_PROOF, against) : null;
}

function stateAccount(world, account, positions, given) {
  const links = new Map(account.links.map((link) => [link.owner, link.proven]));
  const chains = [...new Set(account.links.map((link) => chainOf(link.owner)))].sort();
  const own = positions.filter((item) => links.has(item.owner)).sort(by((item) => item.owner, (item) => item.source, (item) => item.market, (item) => item.asset, (item) => item.side));
  const problems = given.map(({ chain, cause, source, market, detail }) => ({ chain, problem: { cause, source, market, detail } }));
  const [stated, leftOut] = [[], []];
  if (own.length > 256) {
    for (const chain of chains) problems.push({ chain, problem: { cause: OVERSIZED, source: '', market: '', detail: `${own.length} positions, at most 256` } });
  } else {
    for (const reading of own) {
      const problem = problemOf(world, reading);
      if (problem) {
        leftOut.push({ reading, cause: problem.cause });
        problems.push({ chain: chainOf(reading.owner), problem });
      } else if (world.judged.get(chainOf(reading.owner)).usable) {
        stated.push(reading);
      }
    }
  }

  const results = chains.map((chain) => creditOn(world, chain, stated, leftOut, given));
  const statements = stated.map((reading) => statePosition(world, account.account, reading, links.get(reading.owner), results.map((result) => result.credits.get(keyOf(reading))).find(Boolean)));
  const gaps = gapsOf(world, account.account, chains, problems);
  if (statements.length > 0) world.drafts.push(snapshot(world, account.account, stated, statements, results.map((result) => result.equity), gaps));
}

function creditOn({ policy, judged, priceOf }, chain, stated, leftOut, given) {
  const counted = (reading) => reading.pin !== 5n || isOwed(reading.side) || policy.answerSources.includes(reading.source);
  const isHere = (reading) => chainOf(reading.owner) === chain;
  const causeOf = (source) => {
    const causes = given.filter((problem) => problem.chain === chain && (problem.source === '' || problem.source === source)).map((problem) => problem.cause);
    return causes.length > 0 ? least(causes) : undefined;
  };
  const edges = (asset) => {
    const price = priceOf(asset);
    return price && { lower: greatest([0n, price.value - price.confidence]), upper: price.value + price.confidence };
  };
  return creditChain(stated.filter(isHere).filter(counted), leftOut.filter(({ reading }) => isHere(reading)), causeOf, edges);
}

function statePosition(world, account, reading, proven, credit) {
  const judged = world.judged.get(chainOf(reading.owner));
  const stage = stageOf(judged, reading.at, reading.pin);
  const position = positionHash(reading);
  const owed = isOwed(reading.side);
  const shares = greatest([reading.finalized, reading.seen]);
  const fallback = owed ? { credited: shares, amount: amountAt(shares, reading.bound, true) } : { credited: 0n, amount: 0n };
  const { owner, source, market, asset, side, evidence, pin, rule, decimals, at, finalized, seen, bound, changes } = reading;
  const statement = {
    kind: 4n, flags: proven | (reading.windowUnknown << 1n), side, stage, evidence, pin, rule, decimals, height: at.height, account, position, block: at.hash, finalized, seen, ...(credit ?? fallback), time: at.time, validFor: validFor(judged, stage),
  };
  remember(world, 4n, position, chainOf(owner), reading, stage);
  world.drafts.push({ statement, context: { owner, source, market, asset, side, bound, changes: changes.slice(0, 255) } });
  return statement;
}

function gapsOf({ judged, gaps, drafts, header }, account, chains, problems) {
  const found = [];
  for (const chain of chains) {
    const own = problems.filter((item) => item.chain === chain).map((item) => item.problem).sort(by((item) => item.source, (item) => item.market, (item) => item.cause, (item) => item.detail));
    const { usable, faulty } = judged.get(chain);
    if (usable && own.length === 0) {
      gaps.delete(`${account}\n${chain}`);
      continue;
    }

    const reason = faulty ? 2n : usable ? 1n : 3n;
    const from = gaps.get(`${account}\n${chain}`)?.from ?? header.validAfter;
    gaps.set(`${account}\n${chain}`, { account, chain, from });
    drafts.push({ statement: { kind: 10n, reason, from, to: header.observedAt, account, chain: chainHash(chain) }, context: { chain, problems: own.slice(0, 64) } });
    found.push(`${chain}: ${REASONS[reason]}`);
  }

  return found;
}

/** 14.5 */
function snapshot({ policy, judged, priceOf, header }, account, readings, statements, equities, gaps) {
  const used = [...new Map(readings.map((reading) => priceOf(reading.asset)).filter(Boolean).map((price) => [price.feed, price])).values()].sort(by((price) => price.feed));
  let figures = { equity: 0n, confidence: 0n, owned: 0n, owed: 0n, debt: 0n, pending: 0n };
  readings.forEach((reading, i) => addFigures(figures, reading, statements[i], priceOf(reading.asset)));
  const isBounded = gaps.length === 0 && equities.every((equity) => equity.unbounded.length === 0);
  let credited = isBounded ? sum(equities.map((equity) => equity.value)) : 0n;
  const missing = [...gaps];
  const hasFeed = (asset) => Boolean(policy.assets.find((item) => item.asset === asset).feed);
  for (const equity of equities) {
    const [left, open] = [equity.missing.filter((item) => !item.isPrice || hasFeed(item.asset)), equity.unbounded].map((items) => items.map(({ asset, cause }) => `${asset}: ${CAUSES[cause]}`));
    missing.push(...(open.length > 0 ? open.map((item) => `${item}, not bounded`) : left));
  }

  for (const { asset, side, seen, finalized } of readings) if ((seen > 0n || finalized > 0n) && !priceOf(asset) && (hasFeed(asset) || side === 2n)) missing.push(`${asset}: Absent`);
  const { owned, owed } = figures;
  const all = [figures.equity, figures.confidence, owned - owed, figures.debt, figures.pending, credited, owned - owed - credited];
  if (!all.every((value) => value >= -(2n ** 127n) && value < 2n ** 127n)) {
    missing.push('the value needs more than 128 bits');
    figures = { equity: 0n, confidence: 0n, owned: 0n, owed: 0n, debt: 0n, pending: 0n };
    credited = 0n;
  }

  const times = readings.map((reading) => (reading.pin === 5n ? reading.at.time : judged.get(chainOf(reading.owner)).reading.head.time));
  const [oldest, newest] = [least(times), greatest(times)];
  const texts = [...new Set(missing.map((item) => item.slice(0, 200)))].sort();
  const isGood = texts.length === 0 && newest - oldest <= policy.maximumSkew && readings.every((reading) => judged.get(chainOf(reading.owner)).reading.flags === 0n);
  return {
    statement: {
      kind: 6n, verdict: used.reduce((bits, price) => bits & price.verdict, 31n) & (isGood ? 31n : 16n), breaker: greatest([0n, ...used.map((price) => price.breaker)]), incomplete: texts.length > 0 ? 1n : 0n,
      stage: least(statements.map((item) => item.stage)), evidence: least(statements.map((item) => item.evidence)), rule: greatest(statements.map((item) => item.rule)), positions: BigInt(statements.length),
      skew: least([newest - oldest, 2n ** 32n - 1n]), validFor: least([policy.snapshotValidFor, ...statements.map((item) => item.validFor), ...used.map((price) => price.validUntil - header.observedAt)]), account,
      equity: figures.equity, confidence: figures.confidence, credited, atRisk: greatest([0n, figures.owned - figures.owed - credited]), debt: figures.debt, pending: figures.pending,
    },
    context: {
      oldest, newest, prices: used.map(({ feed, shard, sequence, digest }) => ({ feed, shard, sequence, digest })),
      positions: statements.map((item, i) => ({ position: item.position, fact: factId(4n, item.position, chainOf(readings[i].owner), item.block) })).sort(by((part) => part.position)), missing: texts.slice(0, 24),
    },
  };
}

function addFigures(figures, reading, statement, price) {
  if (!price) return;
  const x = amountAt(reading.seen, reading.index, isOwed(reading.side));
  const [v, c, unit] = [price.value, price.confidence, 10n ** reading.decimals];
  const [down, up] = [(value) => divide(value, unit, false), (value) => divide(value, unit, true)];
  const lower = greatest([0n, v - c]);
  if (reading.side === 1n) {
    figures.equity += down(x * v);
    figures.confidence += up(x * c);
    figures.owned += down(x * lower);
  } else if (reading.side === 2n) {
    figures.equity -= up(x * v);
    figures.confidence += up(x * c);
    figures.owed += up(x * (v + c));
    figures.debt += up(statement.amount * (v + c));
  } else if (reading.side === 4n) {
    figures.pending += down(x * lower);
  }
}
