// Writes vectors.json: what contracts would answer, encoded by ethers from the published ABIs beside this file, and what follows from it, computed here with BigInt.
// Run once by hand: `npm ci` in tests/conformance-js, then `node tests/data/protocols/lending/make-vectors.mjs`.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';

const require = createRequire(new URL('../../../conformance-js/package.json', import.meta.url));
const { Interface, AbiCoder, getAddress, keccak256, toUtf8Bytes } = require('ethers');

const file = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const abi = (...paths) => new Interface(paths.flatMap((path) => file(`abi/${path}.json`)));
const tokens = abi('erc/tokens');
const aave = { pool: abi('aave-v3/IPool'), data: abi('aave-v3/IPoolDataProvider'), scaled: abi('aave-v3/IScaledBalanceToken') };
const comet = { main: abi('compound-v3/cometAbi'), extension: abi('compound-v3/cometExtAbi') };
const morpho = { blue: abi('morpho-blue/blueAbi'), irm: abi('morpho-blue/adaptiveCurveIrmAbi'), oracle: abi('morpho-blue/blueOracleAbi') };

const MULTICALL = '0xcA11bde05977b3631167028862bE2a173976CA11';
const RAY = 10n ** 27n, WAD = 10n ** 18n;
const BLOCK_TIME = 1_790_000_000n;
const OWNER = address('owner'), OTHER = address('other'), THIRD = address('third');

function address(name) {
  return getAddress(`0x${keccak256(toUtf8Bytes(name)).slice(26)}`);
}

// Numbers that look random and are the same every time.
function number(seed, bits) {
  return BigInt(keccak256(toUtf8Bytes(seed))) >> BigInt(256 - bits);
}

class World {
  constructor(name, source, config) {
    Object.assign(this, { name, source, config, owner: OWNER, answers: [], positions: [], figures: [], logs: [] });
  }

  answer(to, contract, fn, args, result) {
    this.answers.push({ to: to.toLowerCase(), data: contract.encodeFunctionData(fn, args), returns: contract.encodeFunctionResult(fn, result) });
  }

  position(market, asset, side, shares, numerator, denominator, decimals) {
    const product = shares * numerator;
    const amount = side === 'Debt' ? (product + denominator - 1n) / denominator : product / denominator;
    this.positions.push({ market: market.toLowerCase(), asset: asset.startsWith('0x') ? `eip155:1/erc20:${asset.toLowerCase()}` : asset, side, shares: `${shares}`, amount: `${amount}`, decimals });
  }

  figure(name, value, decimals) {
    this.figures.push({ name, value: value === null ? null : `${value}`, decimals });
  }

  log(contract, abiOf, event, args, changes) {
    const { topics, data } = abiOf.encodeEventLog(event, args);
    this.logs.push({
      contract: contract.toLowerCase(), topics, data,
      changes: changes.map(([owner, market, asset, side, delta]) => ({ owner: owner.toLowerCase(), market: market.toLowerCase(), asset: `eip155:1/erc20:${asset.toLowerCase()}`, side, delta: `${delta}` })),
    });
  }
}

function native() {
  const world = new World('a balance', 'evm-native', { chain: 'eip155:1' });
  const balance = number('native', 70);
  world.answer(MULTICALL, tokens, 'getEthBalance', [OWNER], [balance]);
  world.position('', 'eip155:1/slip44:60', 'Collateral', balance, 1n, 1n, 18);
  return world;
}

function erc20() {
  const [usdc, weth] = [address('usdc'), address('weth')];
  const world = new World('a stablecoin and wrapped ether', 'erc20', { chain: 'eip155:1', balances: 'transferred', tokens: [{ token: usdc, decimals: 6 }, { token: weth, decimals: 18, events: 'weth9' }] });
  for (const [token, decimals, bits] of [[usdc, 6, 50], [weth, 18, 126]]) {
    const balance = number(`balance ${token}`, bits);
    world.answer(token, tokens, 'balanceOf', [OWNER], [balance]);
    world.answer(token, tokens, 'decimals', [], [decimals]);
    world.position('', token, 'Collateral', balance, 1n, 1n, decimals);
  }
  world.log(usdc, tokens, 'Transfer', [OWNER, OTHER, 12345n], [[OWNER, '', usdc, 'Collateral', -12345n], [OTHER, '', usdc, 'Collateral', 12345n]]);
  world.log(weth, tokens, 'Deposit', [OWNER, 77n], [[OWNER, '', weth, 'Collateral', 77n]]);
  world.log(weth, tokens, 'Withdrawal', [OWNER, 78n], [[OWNER, '', weth, 'Collateral', -78n]]);
  world.log(usdc, tokens, 'Withdrawal', [OWNER, 79n], []);
  return world;
}

function vaults(queued) {
  const [vault, asset] = [address('vault'), address('usdc')];
  const world = new World(queued ? 'a vault with a queue' : 'a vault with a fee for leaving', queued ? 'erc7540' : 'erc4626', {
    chain: 'eip155:1', redemption: queued ? 'queued' : 'immediate', vaults: [{ vault, decimals: 12, asset, assetDecimals: 6 }] });
  const unit = 10n ** 30n, [assets, supply] = [number('assets', 50), number('supply', 70)];
  const [convert, redeem] = [(unit * (assets + 1n)) / (supply + 10n ** 6n), (unit * (assets + 1n) * 999n) / ((supply + 10n ** 6n) * 1000n)];
  const shares = number('shares', 68);
  world.answer(vault, tokens, 'asset', [], [asset]);
  world.answer(vault, tokens, 'decimals', [], [12]);
  world.answer(asset, tokens, 'decimals', [], [6]);
  world.answer(vault, tokens, 'balanceOf', [OWNER], [shares]);
  world.answer(vault, tokens, 'convertToAssets', [unit], [convert]);
  world.position(vault, asset, 'Collateral', shares, queued ? convert : redeem, unit, 6);
  if (queued) {
    const [pending, claimable] = [number('pending', 60), number('claimable', 60)];
    world.answer(vault, tokens, 'pendingRedeemRequest', [0n, OWNER], [pending]);
    world.answer(vault, tokens, 'claimableRedeemRequest', [0n, OWNER], [claimable]);
    world.position(vault, asset, 'Pending', pending + claimable, convert, unit, 6);
  } else {
    world.answer(vault, tokens, 'previewRedeem', [unit], [redeem]);
    world.log(vault, tokens, 'Transfer', [OTHER, OWNER, 9n], [[OTHER, vault, asset, 'Collateral', -9n], [OWNER, vault, asset, 'Collateral', 9n]]);
  }
  return world;
}

// newer: the factor from the weighted sum, rounded half up and then cut; older: from the published mean, rounded half up twice.
function aavePool(newer) {
  const pool = address('pool'), dataProvider = address('data provider');
  const reserves = ['WETH', 'USDC', 'GHO'].map((symbol) => ({ symbol, asset: address(symbol), decimals: symbol === 'USDC' ? 6 : 18, aToken: address(`a${symbol}`), debtToken: address(`v${symbol}`) }));
  const world = new World(newer ? 'a pool of the newer rounding' : 'a pool of the older rounding, with stable debt', 'aave-v3', {
    chain: 'eip155:1', pool, dataProvider, stableDebt: newer ? 'none' : 'counted', baseDecimals: 8, reserves });
  const [collateral, debt] = [number('aave collateral', 60), number('aave debt', 59)];
  const sum = collateral * 8255n + number('aave rest', 58), threshold = sum / collateral;
  const factor = newer ? (sum * WAD + debt / 2n) / debt / 10_000n : (((collateral * threshold + 5_000n) / 10_000n) * WAD + debt / 2n) / debt;
  world.answer(pool, aave.pool, 'getUserAccountData', [OWNER], [collateral, debt, 5n, threshold, 8000n, factor]);
  world.answer(pool, aave.pool, 'getUserEMode', [OWNER], [7n]);
  world.figure('healthFactor', factor, 18);
  world.figure('totalCollateralBase', collateral, 8);
  world.figure('totalDebtBase', debt, 8);
  world.figure('availableBorrowsBase', 5n, 8);
  world.figure('currentLiquidationThreshold', threshold, 4);
  world.figure('ltv', 8000n, 4);
  world.figure('eMode', 7n, 0);
  for (const { symbol, asset, decimals, aToken, debtToken } of reserves) {
    const supplied = symbol === 'GHO' ? 0n : number(`supplied ${symbol}`, 80), owed = number(`owed ${symbol}`, 70), stable = newer ? 0n : number(`stable ${symbol}`, 60);
    const income = RAY + number(`income ${symbol}`, 80), growth = RAY + number(`growth ${symbol}`, 82), enabled = symbol === 'WETH';
    world.answer(dataProvider, aave.data, 'getReserveTokensAddresses', [asset], [aToken, address('stable'), debtToken]);
    world.answer(asset, tokens, 'decimals', [], [decimals]);
    world.answer(aToken, aave.scaled, 'scaledBalanceOf', [OWNER], [supplied]);
    world.answer(pool, aave.pool, 'getReserveNormalizedIncome', [asset], [income]);
    world.answer(dataProvider, aave.data, 'getUserReserveData', [asset, OWNER], [1n, stable, 2n, 3n, owed, 4n, 5n, 6n, enabled]);
    world.answer(pool, aave.pool, 'getReserveNormalizedVariableDebt', [asset], [growth]);
    world.position(pool, asset, 'Collateral', supplied, income, RAY, decimals);
    world.position(pool, asset, 'Debt', owed, growth, RAY, decimals);
    if (!newer) world.position(`${pool}/stable`, asset, 'Debt', stable, 1n, 1n, decimals);
    if (supplied > 0n) world.figure(`collateral:${symbol}`, enabled ? 1n : 0n, 0);
  }
  return world;
}

function cometMarket(owes) {
  const [usdc, proxy] = [address('usdc'), address('comet')];
  const assets = [[address('comp'), 18], [address('wbtc'), 8]];
  const world = new World(owes ? 'a borrower' : 'a supplier', 'compound-v3', { chain: 'eip155:1', comets: [{ name: 'cUSDCv3', comet: proxy, baseToken: usdc, decimals: 6 }] });
  const principal = number(`principal ${owes}`, 60), [supplyIndex, borrowIndex] = [10n ** 15n + number('supply index', 40), 10n ** 15n + number('borrow index', 48)];
  const elapsed = 3_617n, rate = 1_500_000_000n, use = number('utilization', 59), scale = 10n ** 15n;
  const accrued = borrowIndex + (borrowIndex * rate * elapsed) / WAD;
  world.answer(MULTICALL, tokens, 'getCurrentBlockTimestamp', [], [BLOCK_TIME]);
  world.answer(proxy, comet.main, 'baseToken', [], [usdc]);
  world.answer(usdc, tokens, 'decimals', [], [6]);
  world.answer(proxy, comet.main, 'userBasic', [OWNER], [owes ? -principal : principal, 1n, 2n, 3n, 0n]);
  world.answer(proxy, comet.extension, 'totalsBasic', [], [[supplyIndex, borrowIndex, 3n, 4n, 5n, 6n, BLOCK_TIME - elapsed, 0n]]);
  world.answer(proxy, comet.main, 'getUtilization', [], [use]);
  world.answer(proxy, comet.main, 'numAssets', [], [2n]);
  world.answer(proxy, comet.main, 'isLiquidatable', [OWNER], [owes]);
  world.answer(proxy, comet.main, 'getBorrowRate', [use], [rate]);
  world.position(proxy, usdc, 'Collateral', owes ? 0n : principal, supplyIndex, scale, 6);
  world.position(proxy, usdc, 'Debt', owes ? principal : 0n, accrued, scale, 6);
  world.figure('isLiquidatable:cUSDCv3', owes ? 1n : 0n, 0);
  assets.forEach(([asset, decimals], i) => {
    const balance = number(`comet ${i}`, 90);
    world.answer(proxy, comet.main, 'getAssetInfo', [i], [[BigInt(i), asset, address('feed'), 10n ** BigInt(decimals), 1n, 2n, 3n, 4n]]);
    world.answer(proxy, comet.main, 'userCollateral', [OWNER, asset], [balance, 0n]);
    world.answer(asset, tokens, 'decimals', [], [decimals]);
    world.position(proxy, asset, 'Collateral', balance, 1n, 1n, decimals);
  });
  return world;
}

function morphoMarket() {
  const [blue, loan, collateral, oracle, irm] = ['morpho', 'usdc', 'cbbtc', 'oracle', 'irm'].map(address);
  const lltv = 860_000_000_000_000_000n, params = [loan, collateral, oracle, irm, lltv];
  const id = keccak256(AbiCoder.defaultAbiCoder().encode(['address', 'address', 'address', 'address', 'uint256'], params));
  const world = new World('a borrower who also lends', 'morpho-blue', {
    chain: 'eip155:1', morpho: blue,
    markets: [{ name: 'cbBTC/USDC', id, loan, loanDecimals: 6, collateral, collateralDecimals: 8, oracle, irm, lltv: '0.86' }] });
  const elapsed = 86_399n, rate = 1_600_000_000n;
  const [supplyAssets, supplyShares, borrowAssets, borrowShares] = [number('sa', 55), number('ss', 75), number('ba', 54), number('bs', 74)];
  const [supply, borrow, held, price] = [number('mine', 60), number('mine owed', 61), number('mine held', 30), 780_558_553_463_100_000_000_000_000_000_000_000_000n];
  const totals = [supplyAssets, supplyShares, borrowAssets, borrowShares, BLOCK_TIME - elapsed, 0n];
  const first = rate * elapsed, second = (first * first) / (2n * WAD), third = (second * first) / (3n * WAD);
  const owedAssets = borrowAssets + (borrowAssets * (first + second + third)) / WAD + 1n, owedShares = borrowShares + 1_000_000n;
  world.answer(MULTICALL, tokens, 'getCurrentBlockTimestamp', [], [BLOCK_TIME]);
  world.answer(blue, morpho.blue, 'position', [id, OWNER], [supply, borrow, held]);
  world.answer(blue, morpho.blue, 'market', [id], totals);
  world.answer(oracle, morpho.oracle, 'price', [], [price]);
  world.answer(loan, tokens, 'decimals', [], [6]);
  world.answer(collateral, tokens, 'decimals', [], [8]);
  world.answer(irm, morpho.irm, 'borrowRateView', [params, totals], [rate]);
  world.position(id, collateral, 'Collateral', held, 1n, 1n, 8);
  world.position(id, loan, 'Collateral', supply, supplyAssets + 1n, supplyShares + 1_000_000n, 6);
  world.position(id, loan, 'Debt', borrow, owedAssets, owedShares, 6);
  const owed = (borrow * owedAssets + owedShares - 1n) / owedShares, limit = (((held * price) / 10n ** 36n) * lltv) / WAD;
  world.figure('healthFactor:cbBTC/USDC', (limit * WAD) / owed, 18);
  world.figure('priceVariation:cbBTC/USDC', (owed * WAD + limit - 1n) / limit - WAD, 18);
  const log = (event, args, ...changes) => world.log(blue, morpho.blue, event, args, changes.map(([token, side, delta]) => [OWNER, id, token, side, delta]));
  log('Supply', [id, OTHER, OWNER, 10n, 11n], [loan, 'Collateral', 11n]);
  log('Withdraw', [id, OTHER, OWNER, THIRD, 12n, 13n], [loan, 'Collateral', -13n]);
  log('Borrow', [id, OTHER, OWNER, THIRD, 14n, 15n], [loan, 'Debt', 15n]);
  log('Repay', [id, OTHER, OWNER, 16n, 17n], [loan, 'Debt', -17n]);
  log('SupplyCollateral', [id, OTHER, OWNER, 18n], [collateral, 'Collateral', 18n]);
  log('WithdrawCollateral', [id, OTHER, OWNER, THIRD, 19n], [collateral, 'Collateral', -19n]);
  log('Liquidate', [id, OTHER, OWNER, 20n, 21n, 22n, 23n, 24n], [loan, 'Debt', -45n], [collateral, 'Collateral', -22n]);
  log('AccrueInterest', [id, 25n, 26n, 27n]);
  return world;
}

const worlds = [native(), erc20(), vaults(false), vaults(true), aavePool(true), aavePool(false), cometMarket(true), cometMarket(false), morphoMarket()];
writeFileSync(new URL('vectors.json', import.meta.url), `${JSON.stringify(worlds, null, 1)}\n`);
