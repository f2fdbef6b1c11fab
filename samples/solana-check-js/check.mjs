// What a program must check before it believes a posting: the numbers are those of docs/solana.md. Signatures are not checked here: the runtime did, if everything below holds.
import { keccak_256 } from '@noble/hashes/sha3';

const SYSVAR = 'Sysvar1nstructions1111111111111111111111111';
const SECP256K1 = 'KeccakSecp256k11111111111111111111111111111';
const PROVENANCE_TYPE = 'Provenance(bytes32 previousDigest,bytes32 stateDigest,bytes32 inputsRoot)';
const BATCH_TYPE = 'Batch(uint16 schema,uint16 algorithm,uint32 epoch,uint64 sequence,uint48 validAfter,uint48 observedAt,uint32 leafCount,bytes16 shard,'
  + `bytes32 audience,Provenance provenance,bytes32 root,bytes32 body)${PROVENANCE_TYPE}`;

const [OFFSETS, ADDRESS, SIGNATURE, PRE_IMAGE, HEADER, NODE, PRICE] = [11, 20, 65, 66, 240, 32, 96];
const SIGNER = ADDRESS + SIGNATURE;
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
const MAXIMUM_VALUE = 10n ** 36n;
const ZERO = '00'.repeat(32);

// The size of each header field, in order, and on which side of its EIP-712 word it stands.
const NUMBERS = { schema: 2, algorithm: 2, epoch: 4, sequence: 8, validAfter: 6, observedAt: 6, leafCount: 4 };
const HASHES = { audience: 32, previousDigest: 32, stateDigest: 32, inputsRoot: 32, root: 32, body: 32 };

/** Why a posting is refused; `code` is the name of the rule. */
export class Refusal extends Error {
  constructor(code, detail) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}

function require(holds, code, detail) {
  if (!holds) throw new Refusal(code, detail);
}

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const big = (bytes) => BigInt(`0x${hex(bytes)}`);
const keccak = (...parts) => keccak_256(Buffer.concat(parts));
const text = (bytes) => Buffer.from(bytes).toString('latin1').replace(/\0+$/, '');

/**
 * The price that the instruction at an index carries, or a Refusal.
 * @param sysvar `{ account, instructions }`: the address of the account that was read, and what it says
 * @param index of the instruction of the secp256k1 program
 * @param trust `{ separator, audience, aheadMs, sets: [{ epoch, threshold, validFrom, acceptedUntil, members }] }`; hashes and addresses in hex without 0x, members ascending
 * @param wanted `{ shard, feed, verdict, stored }`: verdict bits that must be set, and the sequence that is stored, null before the first
 * @param now Clock sysvar's unix_timestamp times 1,000
 */
export function checkPosting(sysvar, index, trust, wanted, now) {
  const data = verifiedData(sysvar, index);
  const signers = checkOffsets(data, index);
  const preImageAt = 1 + signers * (OFFSETS + SIGNER);
  const headerAt = preImageAt + PRE_IMAGE;
  const header = readHeader(data.subarray(headerAt, headerAt + HEADER));
  const set = checkHeader(header, trust, wanted, now);
  checkSigners(data, signers, set);
  checkPreImage(data.subarray(preImageAt, headerAt), header, trust);
  const statement = checkProof(data.subarray(headerAt + HEADER), header);
  const price = readPrice(statement, wanted);

  // 12.: newer than what is stored.
  require(wanted.stored === null || header.sequence !== wanted.stored, 'Replay', `sequence ${header.sequence} is stored`);
  require(wanted.stored === null || header.sequence > wanted.stored, 'OlderSequence', `sequence ${header.sequence} after ${wanted.stored}`);

  // 13.: not over.
  const validUntil = header.observedAt + price.validFor;
  require(now <= validUntil, 'Expired', `ended at ${validUntil}, it is ${now}`);
  return { ...price, sequence: header.sequence, observedAt: header.observedAt, validUntil };
}

/** 1. and 2.: the data of an instruction that the runtime ran the secp256k1 program on. */
function verifiedData({ account, instructions }, index) {
  require(account === SYSVAR, 'WrongSysvar', `instructions were read from ${account}`);
  const instruction = instructions[index];
  require(instruction?.program === SECP256K1, 'WrongProgram', `instruction ${index} is of ${instruction?.program ?? 'nobody'}`);
  return Buffer.from(instruction.data);
}

/** 3. and 4.: what was verified is what stands at its place in this very instruction. */
function checkOffsets(data, index) {
  const signers = data[0] ?? 0;
  const addresses = 1 + signers * OFFSETS;
  const preImage = addresses + signers * SIGNER;
  require(signers > 0 && data.length > preImage + PRE_IMAGE + HEADER, 'Truncated', `${data.length} bytes with ${signers} signatures`);
  for (let i = 0; i < signers; i++) {
    const at = 1 + i * OFFSETS;
    require([2, 5, 10].every((field) => data[at + field] === index), 'WrongIndex', `offsets ${i} name another instruction than ${index}`);
    const address = addresses + i * SIGNER;
    const expected = { 0: address + ADDRESS, 3: address, 6: preImage, 8: PRE_IMAGE };
    for (const [field, value] of Object.entries(expected)) {
      const found = data.readUInt16LE(at + Number(field));
      require(found === value, 'WrongOffsets', `offsets ${i}, byte ${field}: ${found}, not ${value}`);
    }
  }

  return signers;
}

function readHeader(bytes) {
  const header = { words: [] };
  let at = 0;
  const field = (size) => bytes.subarray(at, at += size);
  for (const [name, size] of Object.entries(NUMBERS)) {
    const value = field(size);
    header[name] = size === 8 ? big(value) : Number(big(value));
    header.words.push(Buffer.concat([Buffer.alloc(32 - size), value]));
  }

  const shard = field(16);
  header.shard = text(shard);
  header.words.push(Buffer.concat([shard, Buffer.alloc(16)]));
  for (const [name, size] of Object.entries(HASHES)) {
    const value = field(size);
    header[name] = hex(value);
    header.words.push(value);
  }

  // What no consumer reads stands in the digest as a struct of its own.
  const provenance = header.words.splice(-5, 3);
  header.words.splice(-2, 0, keccak(keccak(Buffer.from(PROVENANCE_TYPE)), ...provenance));
  return header;
}

/** 5. and 6.: a batch for us, of now, by a set that is accepted now. */
function checkHeader(header, trust, wanted, now) {
  require(header.schema === 1, 'UnsupportedVersion', `schema ${header.schema}`);
  require(header.algorithm === 1, 'UnknownAlgorithm', `algorithm ${header.algorithm}`);
  require(header.shard === wanted.shard, 'WrongShard', header.shard);
  require(header.observedAt <= now + trust.aheadMs, 'Ahead', `observed at ${header.observedAt}, it is ${now}`);
  require(header.audience === ZERO || header.audience === trust.audience, 'WrongAudience', header.audience);
  const set = trust.sets.find(({ epoch }) => epoch === header.epoch);
  require(set !== undefined, 'UnknownEpoch', `epoch ${header.epoch}`);
  require(now >= set.validFrom, 'EpochNotYetValid', `epoch ${header.epoch} begins at ${set.validFrom}`);
  require(now < set.acceptedUntil, 'EpochExpired', `epoch ${header.epoch} ended at ${set.acceptedUntil}`);
  return set;
}

/** 7. and 8.: a threshold of distinct members, each with the one form that a signature has. */
function checkSigners(data, signers, set) {
  require(signers >= set.threshold, 'TooFewSignatures', `${signers} of ${set.threshold}`);
  let before = '';
  for (let i = 0; i < signers; i++) {
    const at = 1 + signers * OFFSETS + i * SIGNER;
    const address = hex(data.subarray(at, at + ADDRESS));
    const s = big(data.subarray(at + ADDRESS + 32, at + ADDRESS + 64));
    require(set.members.includes(address), 'UnknownSigner', address);
    require(address > before, 'SignerOrder', `${address} after ${before}`);
    require(s <= HALF_ORDER && data[at + SIGNER - 1] <= 1, 'BadSignature', `of ${address}: not canonical`);
    before = address;
  }
}

/** 9.: they signed our deployment's domain, and this header. */
function checkPreImage(preImage, header, trust) {
  require(hex(preImage.subarray(0, 34)) === `1901${trust.separator}`, 'WrongDomain', hex(preImage.subarray(0, 34)));
  const structHash = keccak(keccak(Buffer.from(BATCH_TYPE)), ...header.words);
  require(Buffer.compare(preImage.subarray(34), structHash) === 0, 'WrongHeader', 'the header is not the one that was signed');
}

/** 10.: the statement is in the batch. */
function checkProof(rest, header) {
  const nodes = rest[0];
  require(nodes <= 16 && rest.length > 1 + nodes * NODE, 'Truncated', `${rest.length} bytes with ${nodes} nodes`);
  const statement = rest.subarray(1 + nodes * NODE);
  let hash = keccak(keccak(statement));
  for (let i = 0; i < nodes; i++) {
    const node = rest.subarray(1 + i * NODE, 1 + (i + 1) * NODE);
    hash = Buffer.compare(hash, node) < 0 ? keccak(hash, node) : keccak(node, hash);
  }

  require(hex(hash) === header.root, 'WrongRoot', `the proof leads to ${hex(hash)}`);
  return statement;
}

/** 11.: a price of the feed, in its form, good enough for what it is used for. */
function readPrice(statement, { feed, verdict }) {
  require(statement.length === PRICE && statement[0] === 1, 'WrongStatement', `kind ${statement[0]}, ${statement.length} bytes`);
  const [flags, value, confidence] = [statement[1], big(statement.subarray(32, 48)), big(statement.subarray(48, 64))];
  require(flags < 0x60 && value > 0n && value <= MAXIMUM_VALUE && confidence < 2n ** 127n, 'WrongStatement', `flags ${flags}, value ${value}, confidence ${confidence}`);
  require(text(statement.subarray(16, 32)) === feed, 'WrongStatement', `feed ${text(statement.subarray(16, 32))}`);
  require((flags & verdict) === verdict && flags >> 5 !== 2, 'NotGoodFor', `verdict ${flags & 31}, breaker ${flags >> 5}`);
  return { feed, value, confidence, flags, publishedAt: statement.readUIntBE(6, 6), validFor: statement.readUInt32BE(12) };
}
