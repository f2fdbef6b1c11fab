// Checks every file of tests/vectors with code that shares nothing with the C# implementation. Prints counts; exits 1 at the first difference.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { SimpleMerkleTree } from '@openzeppelin/merkle-tree';
import { TypedDataEncoder, recoverAddress as ethersRecover } from 'ethers';
import { hashDomain, keccak256, recoverAddress } from 'viem';
import { aggregateFeed } from './aggregate.mjs';
import {
  decodeAccountsPolicy, decodeAccountsRound, decodeAccountsState, decodeChainContext, decodeCollateralContext, decodeCollateralGapContext, decodeMarketContext, decodeSnapshotContext,
} from './accounts.mjs';
import { accountFor } from './accounting.mjs';
import { Refused, ZERO_HASH, fromHex, plain, refuse, toHex } from './bytes.mjs';
import { decodeAttestation, decodeGapContext, decodeHeader, decodePriceContext, decodeStatement } from './decoder.mjs';
import { decodeRotationPolicy, decodeRotationRound, decodeRotationState, rotate } from './rotate.mjs';
import { checkContinues, decodePolicy, decodeRound, decodeState, inputsRoot } from './rounds.mjs';
import { Sets, Tracker, digestOf, leafHash, treeOf, typedData, verifyAttestation, verifyStatement } from './verify.mjs';

const folder = new URL('../vectors/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const counts = {};
const count = (what, by = 1) => { counts[what] = (counts[what] ?? 0) + by; };

const setOf = (hex) => decodeStatement(fromHex(hex));
const nowOf = (text) => (text === null ? null : BigInt(text));

function optionsOf({ deployment, anchor, recovery, grace, audience, now }) {
  const rule = recovery && { set: setOf(recovery.set), delay: BigInt(recovery.delay) };
  return { deployment, audience, now: nowOf(now), sets: new Sets(setOf(anchor), rule, BigInt(grace)) };
}

/** The code with which it is refused; null when it is not. Anything but a refusal is a fault of this checker. */
async function refusalOf(action) {
  try {
    await action();
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

async function checkBatch(name) {
  const vector = read(name);
  const options = optionsOf(vector.options);
  const batch = await verifyAttestation(fromHex(vector.attestation), options);
  assert.deepEqual(plain(batch.header), vector.header);
  assert.deepEqual(plain(decodeHeader(fromHex(vector.headerHex))), vector.header);
  assert.ok(vector.attestation.startsWith('0x43434f4101' + vector.headerHex.slice(2)));

  const { domain, types, message } = typedData(batch.header, options.deployment);
  assert.equal(batch.digest, vector.digest, 'viem');
  assert.equal(TypedDataEncoder.hash(domain, types, message), vector.digest, 'ethers');
  assert.equal(TypedDataEncoder.hashDomain(domain), vector.domainSeparator);
  assert.equal(hashDomain({ domain, types: { EIP712Domain: ['string name', 'string version', 'bytes32 salt'].map((field) => ({ type: field.split(' ')[0], name: field.split(' ')[1] })) } }), vector.domainSeparator);

  for (const [i, { signer, address, signature }] of vector.signatures.entries()) {
    assert.deepEqual(batch.signatures[i], { signer: Number(signer), signature });
    assert.equal((await recoverAddress({ hash: vector.digest, signature })).toLowerCase(), address);
    assert.equal(ethersRecover(vector.digest, signature).toLowerCase(), address);
    count('signatures');
  }

  await checkStatements(vector, options);
  count('batches');
}

async function checkStatements(vector, options) {
  const { leaves } = decodeAttestation(fromHex(vector.attestation));
  const tree = treeOf(leaves.map((leaf) => leaf.statement));
  assert.equal(tree.root, vector.header.root);
  tree.validate();
  for (const item of vector.statements) {
    const index = Number(item.index);
    const statement = fromHex(item.statement);
    assert.equal(toHex(leaves[index].statement), item.statement);
    assert.equal(toHex(leaves[index].context), item.context);
    assert.deepEqual(plain(decodeStatement(statement)), item.decoded);
    assert.equal(leafHash(statement), item.leaf);
    assert.deepEqual(tree.getProof(index), item.proof);
    assert.ok(SimpleMerkleTree.verify(vector.header.root, item.leaf, item.proof));
    if (item.context !== '0x') assert.equal(keccak256(item.context), item.decoded.context);
    count('proofs');
    if (item.attestation === null) continue;
    const one = await verifyStatement(fromHex(item.attestation), options);
    assert.deepEqual(plain(one.statement), item.decoded);
    assert.deepEqual(one.proof, item.proof);
    count('statement attestations');
  }
}

function checkForms() {
  const forms = read('forms');
  for (const item of [...forms.statements, ...forms.reserved]) {
    assert.deepEqual(plain(decodeStatement(fromHex(item.hex))), item.decoded);
    assert.equal(leafHash(fromHex(item.hex)), item.leaf);
    count('statements');
  }

  for (const [list, decode] of [['priceContexts', decodePriceContext], ['gapContexts', decodeGapContext], ['states', decodeState], ['policies', decodePolicy]]) {
    for (const item of forms[list]) {
      assert.deepEqual(plain(decode(fromHex(item.hex))), item.decoded);
      assert.equal(keccak256(item.hex), item.hash);
      count(list);
    }
  }

  for (const item of forms.rounds) {
    const { header, inputs, evidence, ...rest } = decodeRound(fromHex(item.hex));
    assert.deepEqual(plain({ ...header, inputs, evidence }), item.decoded);
    assert.equal(inputsRoot(rest), item.inputsRoot);
    count('rounds');
  }
}

const CONTEXTS = { 4: decodeCollateralContext, 5: decodeMarketContext, 6: decodeSnapshotContext, 7: decodeChainContext, 10: decodeCollateralGapContext };

function checkAccounts() {
  const forms = read('accounts');
  for (const item of forms.statements) {
    assert.deepEqual(plain(decodeStatement(fromHex(item.hex))), item.decoded);
    assert.equal(leafHash(fromHex(item.hex)), item.leaf);
    count('statements about accounts');
  }

  const lists = {
    collateralContexts: decodeCollateralContext, marketContexts: decodeMarketContext, chainContexts: decodeChainContext, snapshotContexts: decodeSnapshotContext, gapContexts: decodeCollateralGapContext,
    states: decodeAccountsState, policies: decodeAccountsPolicy,
  };
  for (const [list, decode] of Object.entries(lists)) {
    for (const item of forms[list]) {
      assert.deepEqual(plain(decode(fromHex(item.hex))), item.decoded);
      assert.equal(keccak256(item.hex), item.hash);
      count(`${list} about accounts`);
    }
  }

  for (const item of forms.rounds) {
    const { header, inputs, evidence, ...rest } = decodeAccountsRound(fromHex(item.hex));
    assert.deepEqual(plain({ ...header, inputs, evidence }), item.decoded);
    assert.equal(inputsRoot(rest), item.inputsRoot);
    count('rounds of accounts');
  }
}

async function checkInvalid() {
  const decoders = {
    collateralContext: decodeCollateralContext, marketContext: decodeMarketContext, chainContext: decodeChainContext, snapshotContext: decodeSnapshotContext, collateralGapContext: decodeCollateralGapContext,
    accountsRound: decodeAccountsRound, accountsState: decodeAccountsState, accountsPolicy: decodeAccountsPolicy,
    statement: decodeStatement, priceContext: decodePriceContext, gapContext: decodeGapContext, round: decodeRound, state: decodeState, policy: decodePolicy,
    rotationRound: decodeRotationRound, rotationState: decodeRotationState, rotationPolicy: decodeRotationPolicy,
  };
  for (const { form, name, refusal, options, hex } of read('invalid')) {
    const bytes = fromHex(hex);
    const found = await refusalOf(() => {
      if (form === 'attestation') return verifyAttestation(bytes, optionsOf(options));
      if (form === 'statementAttestation') return verifyStatement(bytes, optionsOf(options));
      return decoders[form](bytes);
    });
    assert.equal(found, refusal, `${form}: ${name}`);
    count('refusals');
  }
}

async function checkRotations() {
  for (const chain of read('rotations')) {
    const options = optionsOf(chain.options);
    for (const [i, step] of chain.steps.entries()) {
      const found = await refusalOf(async () => {
        const batch = await verifyAttestation(fromHex(step.attestation), { ...options, now: nowOf(step.now) });
        if (step.rotatesTo !== null) options.sets.rotate(batch, batch.statements.find((statement) => statement.kind === 3n));
      });
      assert.equal(found, step.refusal, `${chain.name}, step ${i}`);
      assert.equal(options.sets.current.epoch.toString(), step.epochAfter);
      count('rotation steps');
    }
  }
}

async function checkTracking() {
  for (const chain of read('tracking')) {
    const options = optionsOf(chain.options);
    const tracker = new Tracker();
    for (const [i, step] of chain.steps.entries()) {
      count('tracking steps');
      if (step.action === 'raiseFloor') {
        tracker.raiseFloor(step.subject, BigInt(step.sequence));
        continue;
      }

      const batch = await verifyAttestation(fromHex(step.attestation), options);
      if (step.action === 'read') {
        assert.equal(await refusalOf(() => tracker.checkFloor(batch.statements[Number(step.index ?? 0)], batch.header)), step.refusal, `${chain.name}, step ${i}`);
        continue;
      }

      let outcome;
      const refusal = await refusalOf(() => { outcome = tracker.track(batch); });
      assert.equal(refusal ?? outcome, step.outcome, `${chain.name}, step ${i}`);
      assert.deepEqual([...tracker.missing].map(String), step.missing);
    }
  }
}

function checkRounds() {
  const { chains, invalid } = read('rounds');
  for (const chain of chains) {
    assert.equal(keccak256(chain.policy), chain.policyDigest);
    const policy = decodePolicy(fromHex(chain.policy));
    let before = decodeState(fromHex(chain.state));
    let previousDigest = '0x' + '00'.repeat(32);
    for (const [i, step] of chain.rounds.entries()) {
      const where = `${chain.name}, round ${i} (${step.name})`;
      const round = decodeRound(fromHex(step.round));
      checkContinues(chain.policyDigest, policy, before, round.header);
      const { header, leaves, signatures } = decodeAttestation(fromHex(step.attestation));
      const after = decodeState(fromHex(step.state));
      const { statements, contexts, feeds } = recompute(policy, before, round);

      assert.equal(signatures.length, 0);
      assert.deepEqual(leaves.map((leaf) => withoutContext(decodeStatement(leaf.statement))), statements, where);
      assert.deepEqual(leaves.map((leaf, k) => (statements[k].kind === 1n ? decodePriceContext : decodeGapContext)(leaf.context)), contexts, where);
      assert.deepEqual(after, { shard: before.shard, nextSequence: round.header.sequence + 1n, observedAt: round.header.observedAt, feeds }, where);
      for (const leaf of leaves) assert.equal(keccak256(leaf.context), decodeStatement(leaf.statement).context);
      checkHeader(header, round, policy, leaves, step, previousDigest);
      assert.equal(digestOf(header, chain.deployment), step.digest, where);
      [before, previousDigest] = [after, step.digest];
      count('recomputed batches');
      count('recomputed statements', statements.length);
    }
  }

  for (const item of invalid) {
    const header = decodeRound(fromHex(item.round)).header;
    assert.throws(() => checkContinues(keccak256(item.policy), decodePolicy(fromHex(item.policy)), decodeState(fromHex(item.state)), header), { code: item.refusal });
    count('refusals');
  }
}

function checkAccountRounds() {
  for (const chain of read('accounts-rounds')) {
    assert.equal(keccak256(chain.policy), chain.policyDigest);
    const policy = decodeAccountsPolicy(fromHex(chain.policy));
    let before = decodeAccountsState(fromHex(chain.state));
    let previousDigest = '0x' + '00'.repeat(32);
    for (const [i, step] of chain.rounds.entries()) {
      const where = `${chain.name}, round ${i}`;
      const round = decodeAccountsRound(fromHex(step.round));
      checkContinues(chain.policyDigest, policy, before, round.header);
      const { header, leaves } = decodeAttestation(fromHex(step.attestation));
      const { drafts, next } = accountFor(policy, before, round);
      const found = leaves.map((leaf) => decodeStatement(leaf.statement));
      assert.deepEqual(found.map(({ context, ...rest }) => rest), drafts.map((draft) => draft.statement), where);
      leaves.forEach((leaf, k) => {
        if (found[k].kind === 9n) return assert.equal(leaf.context.length, 0);
        assert.equal(keccak256(leaf.context), found[k].context);
        assert.deepEqual(CONTEXTS[found[k].kind](leaf.context), drafts[k].context, where);
      });
      const after = decodeAccountsState(fromHex(step.state));
      assert.deepEqual(after, next, where);
      checkHeader(header, round, policy, leaves, step, previousDigest, 2n);
      assert.equal(digestOf(header, chain.deployment), step.digest, where);
      [before, previousDigest] = [after, step.digest];
      count('recomputed batches of accounts');
      count('recomputed statements about accounts', drafts.length);
    }
  }
}

function checkRotationRounds() {
  const { chains, invalid } = read('rotation-rounds');
  for (const chain of chains) {
    assert.equal(keccak256(chain.policy), chain.policyDigest);
    const policy = decodeRotationPolicy(fromHex(chain.policy));
    let before = decodeRotationState(fromHex(chain.state));
    assert.deepEqual(before.current, policy.first);
    let previousDigest = '0x' + '00'.repeat(32);
    for (const [i, step] of chain.rounds.entries()) {
      const round = decodeRotationRound(fromHex(step.round));
      checkContinues(chain.policyDigest, policy, before, round.header);
      const { header, leaves } = decodeAttestation(fromHex(step.attestation));
      const after = rotate(policy, before, round);
      assert.deepEqual(decodeRotationState(fromHex(step.state)), after, `${chain.name}, round ${i}`);
      assert.deepEqual(leaves.map((leaf) => [decodeStatement(leaf.statement), leaf.context.length]), [[round.next, 0]]);
      checkHeader(header, round, { audience: ZERO_HASH }, leaves, step, previousDigest, 3n);
      assert.equal(digestOf(header, chain.deployment), step.digest);
      [before, previousDigest] = [after, step.digest];
      count('recomputed rotations');
    }
  }

  for (const item of invalid) {
    const [policy, state, round] = [decodeRotationPolicy(fromHex(item.policy)), decodeRotationState(fromHex(item.state)), decodeRotationRound(fromHex(item.round))];
    assert.throws(() => {
      checkContinues(keccak256(item.policy), policy, state, round.header);
      rotate(policy, state, round);
    }, { code: item.refusal }, item.name);
    count('refusals');
  }
}

const withoutContext = ({ context, ...rest }) => (context ? rest : refuse('Truncated', 'no context'));

/** Prices, then gaps, each in order of feed; states in order of feed. */
function recompute(policy, state, round) {
  const outcomes = policy.feeds.map((feed) => aggregateFeed(feed, state.feeds.find((one) => one.feed === feed.feed), round));
  const ordered = [1n, 2n].flatMap((kind) => outcomes.filter((outcome) => outcome.statement.kind === kind));
  return { statements: ordered.map((one) => one.statement), contexts: ordered.map((one) => one.context), feeds: outcomes.map((one) => one.state) };
}

function checkHeader(header, round, policy, leaves, step, previousDigest, algorithm = 1n) {
  const statements = leaves.map((leaf) => leaf.statement);
  assert.equal(round.header.previousDigest, previousDigest);
  assert.equal(inputsRoot(round), step.inputsRoot);
  assert.deepEqual(header, {
    schema: 1n,
    algorithm,
    epoch: round.header.epoch,
    sequence: round.header.sequence,
    validAfter: round.header.validAfter,
    observedAt: round.header.observedAt,
    leafCount: BigInt(leaves.length),
    shard: round.header.shard,
    audience: policy.audience,
    previousDigest,
    stateDigest: keccak256(step.state),
    inputsRoot: step.inputsRoot,
    root: treeOf(statements).root,
    body: keccak256(Buffer.concat(statements)),
  });
}

for (const file of readdirSync(folder).sort()) {
  if (/^batch-\d+\.json$/.test(file)) await checkBatch(file.slice(0, -5));
}

checkForms();
checkAccounts();
await checkInvalid();
await checkRotations();
await checkTracking();
checkRounds();
checkAccountRounds();
checkRotationRounds();
for (const [what, number] of Object.entries(counts)) console.log(`${String(number).padStart(6)}  ${what}`);
console.log('all vectors agree');
