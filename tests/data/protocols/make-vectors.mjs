// Writes vectors.json of the protocols for which no real answer could be had: whole conversations of a reader with a chain, each call with its call data and its return data,
// encoded by ethers and by nothing of this repository. Run `npm ci` in tests/conformance-js first, then `node make-vectors.mjs` here.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../conformance-js/package.json', import.meta.url));
const { AbiCoder, Interface, id, keccak256 } = require('ethers');
const coder = AbiCoder.defaultAbiCoder();
const owner = '0x00000000000000000000000000000000000a11ce';
const other = '0x0000000000000000000000000000000000000b0b';
const maximum = 2n ** 256n - 1n;
const e = (value, places) => {
  const [whole, fraction = ''] = String(value).split('.');
  const digits = BigInt(whole.replace('-', '') + fraction.padEnd(places, '0'));
  return whole.startsWith('-') ? -digits : digits;
};

const abi = (name) => new Interface(JSON.parse(readFileSync(new URL(`${name}/abi.json`, import.meta.url))));
const call = (to, contract, name, args, result) => ({
  to: to.toLowerCase(), name, data: contract.encodeFunctionData(name, args), returns: contract.encodeFunctionResult(name, result),
});
const erc20 = new Interface(['function decimals() view returns (uint8)', 'function balanceOf(address) view returns (uint256)']);
const decimals = (token, value) => call(token, erc20, 'decimals', [], [value]);
const write = (name, value) => writeFileSync(new URL(`${name}/vectors.json`, import.meta.url), `${JSON.stringify({ owner, ...value }, null, 2)}\n`);

{
  const core = '0x32C222A9A159782aFD7529c87FA34b96CA72C696';
  const accounts = '0x63f4Dd0434BEB5baeCD27F3778a909278d8cf5b8';
  const usdc = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913';
  const weth = '0x4200000000000000000000000000000000000006';
  const view = abi('synthetix-v3');
  const more = new Interface([
    'function tokenOfOwnerByIndex(address,uint256) view returns (uint256)',
    'function getPositionDebt(uint128,uint128,address) returns (int256)',
  ]);
  const account = 170141183460469231731687303715884105736n;
  write('synthetix-v3', {
    steps: [
      [call(accounts, erc20, 'balanceOf', [owner], [1n])],
      [call(accounts, more, 'tokenOfOwnerByIndex', [owner, 0n], [account])],
      [
        decimals(usdc, 6),
        decimals(weth, 18),
        call(core, view, 'getAccountOwner', [account], [owner]),
        call(core, view, 'getAccountCollateral', [account, usdc], [e('1234.567890123456789012', 18), e('1000', 18), e('100', 18)]),
        call(core, view, 'getAccountCollateral', [account, weth], [e('2', 18), e('1.5', 18), e('1.75', 18)]),
        call(core, view, 'getPositionCollateral', [account, 1n, usdc], [e('1000', 18)]),
        call(core, more, 'getPositionDebt', [account, 1n, usdc], [e('55.500000000000000001', 18)]),
        call(core, view, 'getPositionCollateral', [account, 1n, weth], [e('1.5', 18)]),
        call(core, more, 'getPositionDebt', [account, 1n, weth], [e('-3', 18)]),
      ],
    ],
  });
}

{
  const reader = '0x0000000000000000000000000000000000005eAd';
  const store = '0xFD70de6b91282D8017aA4E741e9Ae325CAb992d8';
  const market = '0x70d95587d40A2caf56bd97485aB3Eec10Bee6336';
  const weth = '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1';
  const usdc = '0xaf88d065e77c8cC2239327C5EDb3A432268e5831';
  const view = abi('gmx-v2');
  const position = (token, amount, isLong) => [[owner, market, token], [e('1000', 30), e('0.4', 18), amount, -5n, maximum, 1n, 2n, 3n, 1700000000n, 0n], [isLong]];
  const order = (type, token, amount, path) => [
    keccak256(coder.encode(['uint256', 'uint256'], [type, amount])),
    [[owner, owner, owner, other, other, market, token, path], [type, 0, e('500', 30), amount, 0n, maximum, 7n, 8n, 0n, 1700000001n, 0n, 0n], [true, false, false, true], [id('x'), id('y')]],
  ];
  const key = (token) => keccak256(coder.encode(
    ['bytes32', 'address', 'address', 'address'], [keccak256(coder.encode(['string'], ['CLAIMABLE_FUNDING_AMOUNT'])), market, token, owner]));
  const tuple = 'tuple(tuple(tuple(string,address)[],tuple(string,address[])[]),tuple(tuple(string,uint256)[],tuple(string,uint256[])[]),tuple(tuple(string,int256)[],tuple(string,int256[])[]),'
    + 'tuple(tuple(string,bool)[],tuple(string,bool[])[]),tuple(tuple(string,bytes32)[],tuple(string,bytes32[])[]),tuple(tuple(string,bytes)[],tuple(string,bytes[])[]),'
    + 'tuple(tuple(string,string)[],tuple(string,string[])[]))';
  const events = new Interface([
    `event EventLog1(address msgSender, string eventName, string indexed eventNameHash, bytes32 indexed topic1, ${tuple} eventData)`,
    `event EventLog2(address msgSender, string eventName, string indexed eventNameHash, bytes32 indexed topic1, bytes32 indexed topic2, ${tuple} eventData)`,
  ]);
  write('gmx-v2', {
    topics: { EventLog1: events.getEvent('EventLog1').topicHash, EventLog2: events.getEvent('EventLog2').topicHash },
    steps: [[
      call(reader, view, 'getAccountPositions', [store, owner, 0n, 129n], [[position(weth, e('0.25', 18), true), position(usdc, e('321.5', 6), false)]]),
      call(reader, view, 'getAccountOrders', [store, owner, 0n, 129n], [[
        order(2, usdc, e('100', 6), []), order(5, usdc, e('9999', 6), []), order(0, weth, e('1', 18), [market, other]), order(8, usdc, e('50.000001', 6), [market]),
      ]]),
      call(store, view, 'getUint', [key(weth)], [e('0.001', 18)]),
      call(store, view, 'getUint', [key(usdc)], [0n]),
    ], [decimals(weth, 18), decimals(usdc, 6)]],
  });
}

{
  const vault = '0xAD7b4C162707E0B2b5f6fdDbD3f8538A5fbA0d60';
  const balances = '0xA7f3FC32043757039d5e13d790EE43edBcBa8b7c';
  const usdc = '0x7F5c764cBc14f9669B88837ca1490cCa17c31607';
  const weth = '0x4200000000000000000000000000000000000006';
  const view = abi('perp-v2');
  write('perp-v2', {
    steps: [[
      call(vault, view, 'getSettlementToken', [], [usdc]),
      call(vault, view, 'getCollateralTokens', [owner], [[weth]]),
      call(vault, view, 'getSettlementTokenValue', [owner], [e('-12.5', 6)]),
      call(vault, view, 'getAccountValue', [owner], [e('880.123456', 6)]),
      call(balances, view, 'getMarginRequirementForLiquidation', [owner], [e('62.5', 18)]),
      decimals(usdc, 6),
      call(vault, view, 'getBalanceByToken', [owner, usdc], [e('100', 6)]),
      call(vault, view, 'getFreeCollateralByToken', [owner, usdc], [0n]),
      decimals(weth, 18),
      call(vault, view, 'getBalanceByToken', [owner, weth], [e('0.5', 18)]),
      call(vault, view, 'getFreeCollateralByToken', [owner, weth], [e('0.2', 18)]),
    ]],
  });
}

{
  const manager = '0x39053D51B77DC0d36036Fc1fCc8Cb819df8Ef37A';
  const strategy = '0x93c4b944D05dfe6df7645A86cd2206016c51564D';
  const token = '0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84';
  const beacon = '0xbeaC0eeEeeeeEEeEeEEEEeeEEeEeeeEeeEEBEaC0';
  const view = abi('eigenlayer');
  const balance = e('1100', 18);
  const total = e('1000', 18);
  const shares = e('3', 18);
  const queued = [e('0.5', 18), e('2', 18), e('0.25', 18)];
  const worth = (amount) => (balance + 1000n) * amount / (total + 1000n);
  const withdrawal = (nonce, strategies, scaled) => [owner, other, owner, nonce, 22000000, strategies, scaled];
  write('eigenlayer', {
    topics: Object.fromEntries(view.fragments.filter((fragment) => fragment.type === 'event').map((event) => [event.name, event.topicHash])),
    steps: [
      [
        call(manager, view, 'getQueuedWithdrawals', [owner], [
          [withdrawal(7n, [strategy, beacon], [e('0.6', 18), e('2', 18)]), withdrawal(8n, [strategy], [e('0.25', 18)])], [[queued[0], queued[1]], [queued[2]]],
        ]),
        call(manager, view, 'getWithdrawableShares', [owner, [strategy]], [[shares], [e('3.75', 18)]]),
        call(strategy, view, 'underlyingToken', [], [token]),
        decimals(token, 18),
        call(token, erc20, 'balanceOf', [strategy], [balance]),
        call(strategy, view, 'totalShares', [], [total]),
        call(manager, view, 'getWithdrawableShares', [owner, [beacon]], [[e('32', 18)], [e('32', 18)]]),
      ],
      [
        call(strategy, view, 'sharesToUnderlyingView', [total + 1000n], [worth(total + 1000n)]),
      ],
    ],
  });
}

{
  const at = (number) => `0x${number.toString(16).padStart(40, '0')}`;
  const core = (number, name, inputs, args, outputs, result) => ({ to: at(number), name, data: coder.encode(inputs, args), returns: coder.encode(outputs, result) });
  const position = (perp, result) => core(0x800, 'position', ['address', 'uint16'], [owner, perp], ['int64', 'uint64', 'int64', 'uint32', 'bool'], result);
  const mark = (perp, price) => core(0x806, 'markPx', ['uint32'], [perp], ['uint64'], [price]);
  const vault = '0x07fd993f0fa3a185f7207adccd29f7a87404689d';
  // 4.5 BTC long (5 size decimals, price with one place): the account of clearinghouse_state_btc_2026-09-25.json, and 0.1 ETH short, isolated.
  write('hyperliquid', {
    steps: [[
      core(0x80f, 'accountMarginSummary', ['uint32', 'address'], [0, owner], ['int64', 'uint64', 'uint64', 'int64'], [e('38262.7', 6), e('37786.7', 6), e('378067', 6), e('-339004.3', 6)]),
      core(0x803, 'withdrawable', ['address'], [owner], ['uint64'], [e('486', 6)]),
      position(0, [450000n, e('365782.693493', 6), 0n, 10, false]),
      mark(0, 839260n),
      position(1, [-1000n, e('390', 6), e('410', 6), 20, true]),
      mark(1, 400000n),
      core(0x801, 'spotBalance', ['address', 'uint64'], [owner, 0], ['uint64', 'uint64', 'uint64'], [e('11256.53161', 8), e('9821.917863', 8), 0n]),
      core(0x801, 'spotBalance', ['address', 'uint64'], [owner, 150], ['uint64', 'uint64', 'uint64'], [0n, 0n, 0n]),
      core(0x802, 'userVaultEquity', ['address', 'address'], [owner, vault], ['uint64', 'uint64'], [e('688536.031487', 6), 1737697731869n]),
    ]],
  });
}
