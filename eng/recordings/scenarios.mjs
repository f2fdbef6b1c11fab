// What the recordings hold: one entry per scenario. `reader` names a function of sources.mjs, `arguments` is what it gets, `source`
// a key of `sources`; the rest goes into scenario.json as it stands (recordings/scenario.schema.json).
const at = (utc) => Date.parse(`${utc}Z`) / 1000;

const inUsdt = (base) => `${base}/USDT taken as quoted: USDT stands for USD, unconverted`;

const raw = (provider, venue, series, quoteNote) =>
  ({ provider, venue, barSeconds: 60, quoteNote, source: 'depeg-raw', reader: 'depegRaw', arguments: { series } });

const wide = (provider, venue, series, { dropRepeats = false, quoteNote } = {}) =>
  ({ provider, venue, barSeconds: 60, quoteNote, source: 'depeg-wide', reader: 'depegWide', arguments: { series, dropRepeats } });

const hour2020 = (provider, venue, series) =>
  ({ provider, venue, barSeconds: 3600, source: 'eth-multi', reader: 'ethMulti', arguments: { series } });

const coinbase2020 = (provider, series) =>
  ({ provider, venue: 'Coinbase', barSeconds: 3600, source: 'coinbase-2020', reader: 'transcribed', arguments: { series } });

/** A feed that one venue alone recorded: Binance hourly bars in the role of Pyth, with quorum 1. */
const binanceOnly = (file) => (base) => ({
  feed: `${base}/USD`,
  quorum: 1,
  quorumNote: 'one venue recorded, so one provider is enough here; a live feed never has quorum 1',
  providers: [{
    provider: 'pyth', venue: 'Binance', barSeconds: 3600, quoteNote: inUsdt(base), source: 'binance-1h', reader: 'binanceHour',
    arguments: { file, series: `${base}USDT` },
  }],
});

const chainlinkUsdc = {
  provider: 'chainlink', venue: 'Chainlink', source: 'chainlink-usdc', reader: 'chainlinkUsdc', arguments: {},
  rounds: { proxy: '0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6', decimals: 8, heartbeatSeconds: 86400, deviationPercent: '0.25' },
};

export const scenarios = [
  {
    name: 'calm',
    title: 'Two quiet days',
    description: 'Forty-eight hours in which little happened: BTC/USD and USDC/USD of 7 to 9 March 2023 by the minute, ETH/USD '
      + 'of 4 to 6 March 2020 by the hour, because those are the quiet days for which three independent series of each '
      + 'exist here. USDC/USD carries the real Chainlink rounds.',
    from: at('2023-03-07T06:00:00'),
    to: at('2023-03-09T06:00:00'),
    speed: 600,
    feeds: [
      {
        feed: 'ETH/USD', quorum: 2, from: at('2020-03-04T12:00:00'), to: at('2020-03-06T12:00:00'),
        providers: [
          hour2020('pyth', 'Bitfinex', 'bitfinex_ethusd'),
          hour2020('chainlink', 'Bitstamp', 'bitstamp_ethusd'),
          coinbase2020('api3', 'coinbase-eth-usd-1h'),
        ],
      },
      {
        feed: 'BTC/USD', quorum: 2,
        providers: [
          wide('pyth', 'Coinbase', 'coinbase_btcusd'),
          wide('chainlink', 'Kraken', 'kraken_btcusd'),
          wide('api3', 'Binance.US', 'binanceus_btcusdt', { dropRepeats: true, quoteNote: inUsdt('BTC') }),
        ],
      },
      {
        feed: 'USDC/USD', quorum: 2,
        providers: [
          wide('pyth', 'Kraken', 'kraken_usdcusd'),
          chainlinkUsdc,
          wide('api3', 'Binance.US', 'binanceus_usdcusdt', { dropRepeats: true, quoteNote: inUsdt('USDC') }),
        ],
      },
    ],
  },
  {
    name: 'usdc-depeg-2023-03',
    title: 'USDC loses its peg',
    description: 'Early on 11 March 2023 (UTC) Circle said that part of the reserve of USDC was in the failed Silicon Valley '
      + 'Bank; USDC fell to 0.87 within hours, and venues disagreed by up to 11 %. The Chainlink series is its real '
      + 'rounds, and the scenario ends where that record ends.',
    from: at('2023-03-10T06:00:00'),
    to: at('2023-03-12T08:40:00'),
    speed: 300,
    feeds: [
      {
        feed: 'USDC/USD', quorum: 2,
        providers: [
          raw('pyth', 'Kraken', 'kraken_usdcusd'),
          chainlinkUsdc,
          raw('api3', 'Binance.US', 'binanceus_usdcusdt', inUsdt('USDC')),
        ],
      },
      {
        feed: 'USDT/USD', quorum: 2, quorumNote: 'two venues recorded: both must answer',
        providers: [raw('pyth', 'Coinbase', 'coinbase_usdtusd'), raw('chainlink', 'Kraken', 'kraken_usdtusd')],
      },
      {
        feed: 'BTC/USD', quorum: 2,
        providers: [
          raw('pyth', 'Coinbase', 'coinbase_btcusd'),
          raw('chainlink', 'Kraken', 'kraken_btcusd'),
          raw('api3', 'Binance.US', 'binanceus_btcusdt', inUsdt('BTC')),
        ],
      },
    ],
  },
  {
    name: 'black-thursday-2020-03',
    title: 'Black Thursday',
    description: 'On 12 and 13 March 2020 ether fell from 194 to 99 dollars in 26 hours, single hours moved by a fifth, and '
      + 'venues stood up to 3 % apart at the hour.',
    from: at('2020-03-12T00:00:00'),
    to: at('2020-03-14T00:00:00'),
    speed: 3600,
    feeds: [
      {
        feed: 'ETH/USD', quorum: 2,
        providers: [
          hour2020('pyth', 'Bitfinex', 'bitfinex_ethusd'),
          hour2020('chainlink', 'Bitstamp', 'bitstamp_ethusd'),
          coinbase2020('api3', 'coinbase-eth-usd-1h'),
        ],
      },
      {
        feed: 'BTC/USD', quorum: 2, quorumNote: 'two venues recorded: both must answer',
        providers: [hour2020('pyth', 'Bitfinex', 'bitfinex_btcusd'), coinbase2020('api3', 'coinbase-btc-usd-1h')],
      },
    ],
  },
  {
    name: 'luna-2022-05',
    title: 'LUNA goes to zero',
    description: 'Between 7 and 13 May 2022 the UST peg broke and LUNA fell from 77 dollars to a fraction of a cent, until '
      + 'Binance halted it at 00:39 UTC on 13 May. LUNA/USD comes by the minute, the others by the hour; after the halt '
      + 'its source is silent and gaps are the right answer.',
    from: at('2022-05-07T00:00:00'),
    to: at('2022-05-13T06:00:00'),
    speed: 1800,
    feeds: [
      {
        feed: 'LUNA/USD', quorum: 1, quorumNote: 'one venue recorded, so one provider is enough here; a live feed never has quorum 1',
        providers: [{
          provider: 'pyth', venue: 'Binance', barSeconds: 60, quoteNote: inUsdt('LUNA'),
          source: 'luna-1m', reader: 'lunaMinute', arguments: {},
        }],
      },
      ...['UST', 'BTC', 'ETH', 'AVAX'].map(binanceOnly('luna_ust_2022-05')),
    ],
  },
  {
    name: 'celsius-3ac-2022-06',
    title: 'Celsius, Three Arrows and the stETH discount',
    description: 'In the week in which Celsius stopped withdrawals, from 10 to 18 June 2022, ether lost more than a third and '
      + 'staked ether traded up to 6.5 % below it. STETH/ETH carries the real Chainlink rounds: about one a day, and '
      + 'more only when the price had moved by 2 %.',
    from: at('2022-06-10T13:00:00'),
    to: at('2022-06-18T10:00:00'),
    speed: 3600,
    feeds: [
      {
        feed: 'STETH/ETH', quorum: 1, quorumNote: 'only Chainlink is recorded; a live feed never has quorum 1',
        providers: [{
          provider: 'chainlink', venue: 'Chainlink', source: 'chainlink-steth', reader: 'chainlinkSteth', arguments: {},
          rounds: { proxy: '0x86392dC19c0b719886221c78AB11eb8Cf5c52812', decimals: 18, heartbeatSeconds: 86400, deviationPercent: '2' },
        }],
      },
      ...['ETH', 'BTC', 'LINK', 'AAVE'].map(binanceOnly('celsius_3ac_2022-06')),
    ],
  },
  {
    name: 'ftx-2022-11',
    title: 'FTX fails',
    description: 'From 6 to 12 November 2022 FTT, the token of FTX, fell from 24 dollars to 2 after Binance said it would sell '
      + 'its holding, and SOL, of which its owners held much, lost more than half. One venue recorded it, by the hour.',
    from: at('2022-11-06T00:00:00'),
    to: at('2022-11-12T00:00:00'),
    speed: 3600,
    feeds: ['FTT', 'SOL', 'BTC', 'ETH', 'BNB'].map(binanceOnly('ftx_2022-11')),
  },
];
