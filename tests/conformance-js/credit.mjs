// The credit rule and equity, written from docs/spec/attestation-v1.md alone (sections 14.3 and 14.4). BigInt throughout.
import { isOwed } from './accounts.mjs';

export const MAXIMUM = 2n ** 128n - 1n;
export const ZERO = '0x' + '00'.repeat(32);

/** a ÷ b for b > 0, rounded to negative infinity or up. */
export function divide(a, b, up) {
  const quotient = a / b;
  const rest = a % b;
  if (up) return rest > 0n ? quotient + 1n : quotient;
  return rest < 0n ? quotient - 1n : quotient;
}

export const amountAt = (shares, at, up) => divide(shares * at.numerator, at.denominator, up);
const least = (...values) => values.reduce((low, value) => (value < low ? value : low));
const most = (...values) => values.reduce((high, value) => (value > high ? value : high));
export const sum = (values) => values.reduce((total, value) => total + value, 0n);
const inSigned = (value) => value >= -(2n ** 127n) && value < 2n ** 127n;

/** A position as the rule takes it: `cause` where it is not known. */
function open(reading, givenCause) {
  const owed = isOwed(reading.side);
  const at = (shares) => amountAt(shares, reading.bound, owed);
  const line = { ...reading, owed, f: at(reading.finalized), h: at(reading.seen), moves: new Map() };
  const units = new Map();
  for (const { unit, delta } of reading.changes) units.set(unit, (units.get(unit) ?? 0n) + delta);
  for (const [unit, shares] of units) line.moves.set(`${reading.rule} ${unit}`, at(shares));
  if (reading.windowUnknown === 1n) line.cause = 13n;
  else if (givenCause !== undefined) line.cause = givenCause;
  else if (units.has(ZERO)) line.cause = 33n;
  else if (reading.finalized + sum([...units.values()]) !== reading.seen) line.cause = 33n;
  else if (line.f > MAXIMUM || line.h > MAXIMUM) line.cause = 45n;
  return line;
}

/**
 * One chain of an account. `readings`: counted, in order; `leftOut`: `{ reading, cause }` of the table of 14.2; `given`: cause of a problem of the round by source, or undefined.
 * Gives credit by reading, and equity with what is missing.
 */
export function creditChain(readings, leftOut, given, priceOf) {
  const lines = [...readings.map((reading) => open(reading, given(reading.source))), ...leftOut.map(({ reading, cause }) => ({ ...reading, cause, moves: new Map() }))];
  const assets = [...new Set(lines.map((line) => line.asset))].sort();
  const credits = new Map();
  const equity = { value: 0n, missing: [], unbounded: [], collateral: 0n, debt: 0n, encumbered: 0n, effects: new Map() };
  for (const asset of assets) {
    const own = lines.filter((line) => line.asset === asset);
    creditAsset(own, credits);
    equityAsset(asset, own, equity, priceOf(asset));
  }

  const atRisk = sum([...equity.effects.values()].filter((effect) => effect < 0n).map((effect) => -effect));
  equity.value = equity.collateral - equity.debt - equity.encumbered - atRisk;
  if (equity.unbounded.length === 0 && ![equity.value, equity.collateral, equity.debt, equity.encumbered, atRisk].every(inSigned)) equity.unbounded.push({ asset: '', cause: 45n });
  return { credits, equity };
}

const sideOf = (lines, side) => lines.filter((line) => line.side === side);
const isUnknown = (lines, side) => sideOf(lines, side).some((line) => line.cause !== undefined);

/** Net of each unit over the lines, by rule, then hash. */
function nets(lines) {
  const net = new Map();
  for (const line of lines) for (const [unit, value] of line.moves) net.set(unit, (net.get(unit) ?? 0n) + value);
  return [...net].sort(([a], [b]) => (a < b ? -1 : 1));
}

function countOwed(lines) {
  const counted = lines.map((line) => line.f);
  for (const [unit, net] of nets(lines)) {
    let left = most(0n, net);
    lines.forEach((line, i) => {
      const part = least(left, most(0n, line.moves.get(unit) ?? 0n));
      counted[i] += part;
      left -= part;
    });
  }

  return counted;
}

function countCollateral(lines, encumbrances) {
  const counted = lines.map((line) => line.f);
  let carried = 0n;
  const charge = (debit, limit) => {
    let left = debit;
    lines.forEach((line, i) => {
      const part = least(left, counted[i], limit(line, i));
      counted[i] -= part;
      left -= part;
    });
    return left;
  };
  for (const [unit, net] of nets(lines)) if (net < 0n) carried += charge(-net, (line) => most(0n, -(line.moves.get(unit) ?? 0n)));
  countOwed(encumbrances).forEach((amount, k) => {
    carried += charge(amount, (line, i) => (line.owner === encumbrances[k].owner && line.source === encumbrances[k].source ? counted[i] : 0n));
  });
  charge(carried, (line, i) => counted[i]);
  return counted;
}

function sharesOf(line, amount) {
  if (amount === 0n && !line.owed) return 0n;
  if (amount === line.f) return line.finalized;
  return divide(amount * line.bound.denominator, line.bound.numerator, line.owed);
}

function atRiskOf(side, lines, counted) {
  if (side === 4n) return sum(lines.map((line) => line.h));
  if (side !== 1n) return sum(lines.map((line, i) => counted[i] - line.f));
  let left = sum(lines.map((line) => line.h)) - sum(counted);
  let total = 0n;
  lines.forEach((line, i) => {
    const part = left > 0n ? least(left, most(0n, line.h - counted[i])) : 0n;
    total += part;
    left -= part;
  });
  return total;
}

function creditAsset(lines, credits) {
  let knowsEncumbrance = true;
  for (const side of [2n, 3n, 4n, 1n]) {
    const own = sideOf(lines, side);
    let known = !isUnknown(lines, side) && (side !== 1n || knowsEncumbrance);
    if (known) {
      const counted = side === 4n ? own.map(() => 0n) : side === 1n ? countCollateral(own, sideOf(lines, 3n)) : countOwed(own);
      const shares = own.map((line, i) => sharesOf(line, counted[i]));
      known = [...shares, sum(counted), atRiskOf(side, own, counted)].every((value) => value <= MAXIMUM);
      if (known) own.forEach((line, i) => credits.set(keyOf(line), { credited: shares[i], amount: counted[i] }));
    }

    if (side === 3n) knowsEncumbrance = known;
  }
}

export const keyOf = ({ owner, source, market, asset, side }) => [owner, source, market, asset, side].join('\n');

function equityAsset(asset, lines, equity, price) {
  const unknown = (sides) => lines.filter((line) => sides.includes(line.side) && line.cause !== undefined).map(({ cause }) => ({ asset, cause }));
  equity.unbounded.push(...unknown([2n]));
  const missing = unknown([1n, 3n]);
  equity.missing.push(...missing);
  const something = (side) => sideOf(lines, side).filter((line) => line.cause === undefined && (line.f !== 0n || line.moves.size > 0));
  const [collateral, encumbrances] = missing.length > 0 ? [[], []] : [something(1n), something(3n)];
  const debts = something(2n);
  if (collateral.length + encumbrances.length + debts.length === 0) return;
  if (!price) {
    (debts.length > 0 ? equity.unbounded : equity.missing).push({ asset, cause: 13n, isPrice: true });
    return;
  }

  const unit = 10n ** lines.find((line) => line.cause === undefined || line.f !== undefined).decimals;
  const owned = (amount) => divide(amount * price.lower, unit, false);
  const owe = (amount) => divide(amount * price.upper, unit, true);
  const add = (key, value) => equity.effects.set(key, (equity.effects.get(key) ?? 0n) + value);
  for (const line of collateral) {
    equity.collateral += owned(line.f);
    for (const [key, amount] of line.moves) add(key, owned(amount));
  }

  for (const line of debts) {
    equity.debt += owe(line.f);
    for (const [key, amount] of line.moves) add(key, -owe(amount));
  }

  equity.encumbered += divide(sum(countOwed(encumbrances)) * price.lower, unit, true);
}
