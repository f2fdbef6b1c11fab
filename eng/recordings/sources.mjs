// Where the facts come from, and how each source is read into rows of { time, price, round? }.
// `time` is the unix second at which the price became known: the END of a bar (its close), or a Chainlink round's updatedAt.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

export const sources = {
  'depeg-raw': {
    text: 'per-venue minute bars 2023-03-09..14, fetched from the public APIs of Binance.US, Coinbase and Kraken',
    repository: 'dhruvk1432/IAQF_2026_Inefficient_Markets at dd08cb6b (checked against cl8550-crypto/iaqf_analysis at dec29656)',
    licence: 'no licence file: facts only',
  },
  'depeg-wide': {
    text: 'minute closes 2023-03-01..21 of the same venues; cells that were forward-filled upstream are dropped',
    repository: 'dhruvk1432/IAQF_2026_Inefficient_Markets at dd08cb6b (checked against cl8550-crypto/iaqf_analysis at dec29656)',
    licence: 'no licence file: facts only',
  },
  'eth-multi': {
    text: 'hourly bars of March 2020, Bitfinex and Bitstamp',
    repository: 'RDEvans31/saturn at 38f56db6, 8318b906 and ab9be31a',
    licence: 'no licence file: facts only',
  },
  'coinbase-2020': {
    text: 'hourly closes of 2020-03-04..06 and 2020-03-12..14, Coinbase; 49 values per window, transcribed by hand '
      + 'into eng/recordings/transcribed (ETH/USD: worst hour 2.8 % and median 0.09 % from Bitstamp)',
    repository: 'schulzbehrend/gal-career-partners at a85934d4, Coinbase_ETHUSD_1h.csv and Coinbase_BTCUSD_1h.csv '
      + '(copies of CryptoDataDownload files)',
    licence: 'no licence file: facts only',
  },
  'binance-1h': {
    text: 'hourly bars of Binance (global), all quoted in USDT',
    repository: 'misrori/binance_startegy at dbfa7fe7',
    licence: 'no licence file: facts only',
  },
  'luna-1m': {
    text: 'LUNA/USDT minute bars of May 2022, Binance (global)',
    repository: 'yashosw10/Trading-bot at 9d99b5a8',
    licence: 'no licence file: facts only',
  },
  'chainlink-steth': {
    text: 'getRoundData of the Chainlink STETH/ETH proxy 0x86392dC19c0b719886221c78AB11eb8Cf5c52812 on Ethereum',
    repository: 'sajanrajdev/ape-chainlink-fetcher at d8974936',
    licence: 'no licence file: facts of a public chain only',
  },
  'chainlink-usdc': {
    text: 'rounds 853..1145 of phase 2 of the Chainlink USDC/USD proxy 0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6 on Ethereum',
    repository: 'etherisc/depeg-contracts at f2adc206',
    licence: 'sources marked Apache-2.0; facts of a public chain only',
  },
};

function readCsv(path) {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((name, i) => [name, cells[i]]));
  });
}

/** A fixed-point integer as decimal text; trailing zeros go, so that the text depends on the value only. */
function fromScaled(integer, decimals) {
  const digits = integer.padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return digits.slice(0, -decimals) + (fraction ? `.${fraction}` : '');
}

export const read = {
  /** Raw bars of one venue; a bar without volume is the venue repeating itself and is dropped. */
  depegRaw: (fixtures, { series }) =>
    readCsv(join(fixtures, `prices/usdc_depeg_2023-03/${series}_1m_2023-03-09_14.csv`))
      .filter((row) => Number(row.volume) > 0)
      .map((row) => ({ time: Number(row.ts) + 60, price: row.close })),

  /**
   * One column of the wide table without the cells that were forward-filled upstream. Binance.US answers a flat bar for a minute without a
   * trade and the table has no volume, so `dropRepeats` also drops what equals the row before: it cannot be told from such a bar.
   */
  depegWide: (fixtures, { series, dropRepeats }) => {
    const rows = readCsv(join(fixtures, 'prices/usdc_depeg_2023-03/wide_1m_2023-03-01_21.csv'));
    const bit = Object.keys(rows[0]).indexOf(series) - 1;
    return rows
      .filter((row) => row[series] !== '' && ((Number(row.ffill_mask) >> bit) & 1) === 0)
      .filter((row, i, all) => !dropRepeats || i === 0 || row[series] !== all[i - 1][series])
      .map((row) => ({ time: Number(row.ts) + 60, price: row[series] }));
  },

  ethMulti: (fixtures, { series }) =>
    readCsv(join(fixtures, 'prices/eth_multi_venue_1h/black_thursday_2020-03.csv'))
      .filter((row) => row[`${series}_close`] !== '')
      .map((row) => ({ time: Number(row.ts) + 3600, price: row[`${series}_close`] })),

  transcribed: (_, { series }) =>
    readCsv(join(here, `transcribed/${series}.csv`)).map((row) => ({ time: Number(row.time), price: row.price })),

  binanceHour: (fixtures, { file, series }) =>
    readCsv(join(fixtures, `prices/binance_1h_crises/${file}.csv`))
      .filter((row) => row.symbol === series && Number(row.volume) > 0)
      .map((row) => ({ time: Number(row.ts) + 3600, price: row.close })),

  lunaMinute: (fixtures) =>
    readCsv(join(fixtures, 'prices/luna_2022-05/LUNAUSDT_1m_2022-05_binance.csv'))
      .filter((row) => row.trades !== '0')
      .map((row) => ({ time: Number(row.open_time_ms) / 1000 + 60, price: row.close })),

  chainlinkSteth: (fixtures) =>
    readCsv(join(fixtures, 'chainlink/history/mainnet_STETH_ETH_0x86392dC19c0b719886221c78AB11eb8Cf5c52812.csv'))
      .map((row) => ({ time: Number(row.update), price: fromScaled(row.answer, 18), round: row.round })),

  chainlinkUsdc: (fixtures) =>
    readCsv(join(fixtures, 'chainlink/history/mainnet_USDC-USD_0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6_2023-03-07_12.csv'))
      .map((row) => ({ time: Number(row.updatedAt), price: fromScaled(row.answer, 8), round: row.roundId })),
};
