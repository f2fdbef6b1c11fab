// docs/trust.md, "Azure: who may do what": its tables are what the deployment is held to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SourceError } from './parse.mjs';

export const document = 'docs/trust.md';
const heading = '## Azure: who may do what';
const headers = {
  grants: ['identity', 'resource', 'scope', 'role', 'why'],
  roles: ['role', 'actions', 'why'],
  networks: ['subnet', 'outbound to the internet', 'why'],
};

/** Rows of each table, with their lines. */
export function readTrust(root) {
  const lines = readFileSync(join(root, document), 'utf8').split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new SourceError(document, 1, `has no section "${heading}"`);
  const length = lines.slice(start + 1).findIndex(line => line.startsWith('## '));
  const tables = tablesOf(lines, start, length < 0 ? lines.length : start + 1 + length);
  return Object.fromEntries(Object.entries(headers).map(([name, header]) => {
    const rows = tables.get(header.join('|'));
    if (!rows) throw new SourceError(document, start + 1, `has no table with the columns ${header.join(', ')}`);
    return [name, rows];
  }));
}

/** Tables between two lines by their headers; a row is an object of its cells without back-ticks. */
export function tablesOf(lines, start, end) {
  const tables = new Map();
  let header = null;
  for (let at = start; at < end; at++) {
    const line = lines[at];
    if (!line.startsWith('|')) header = null;
    else if (!header) tables.set((header = cells(line)).join('|'), []);
    else if (!/^\|[\s|:-]+\|$/.test(line)) tables.get(header.join('|')).push({ line: at + 1, ...Object.fromEntries(cells(line).map((cell, index) => [header[index], cell])) });
  }
  return tables;
}

const cells = line => line.trim().replace(/^\||\|$/g, '').split('|').map(cell => cell.replaceAll('`', '').trim());
