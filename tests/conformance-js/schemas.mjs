// Every reviewed data file against its JSON schema. Prints counts; exits 1 at the first that does not fit.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';

const root = new URL('../../', import.meta.url);
const text = (path) => readFileSync(new URL(path, root), 'utf8');
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

/** JSON with whole-line comments, as configurations may have them. */
const parse = (path) => JSON.parse(text(path).replace(/^\s*\/\/.*$/gm, ''));

function check(schema, files) {
  const fits = ajv.compile(JSON.parse(text(schema)));
  for (const file of files) assert.ok(fits(parse(file)), `${file}: ${ajv.errorsText(fits.errors)}`);
  return files.length;
}

/** A schema that lets everything through would pass every file. */
function refuses(schema, value) {
  assert.ok(!ajv.compile(JSON.parse(text(schema)))(value), `${schema} lets ${JSON.stringify(value)} through`);
}

const scenarios = readdirSync(new URL('recordings/', root), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => `recordings/${entry.name}/scenario.json`);
const count = check('config/node.schema.json', ['config/mainnet.json', 'config/accounts-example.json'])
  + check('config/chains.schema.json', ['config/chains.json'])
  + check('config/pyth-signers.schema.json', ['config/pyth-signers.json'])
  + check('config/protocols.schema.json', ['config/protocols.json'])
  + check('config/assets.schema.json', ['config/assets.json'])
  + check('config/accounts.schema.json', ['config/accounts.json'])
  + check('recordings/scenario.schema.json', scenarios);
for (const schema of ['config/node.schema.json', 'config/chains.schema.json', 'config/pyth-signers.schema.json', 'config/protocols.schema.json', 'config/assets.schema.json', 'config/accounts.schema.json', 'recordings/scenario.schema.json']) refuses(schema, { unknown: 1 });
refuses('config/node.schema.json', { ...parse('config/mainnet.json'), pace: { spacing: 20 } });
console.log(`${count} files fit their schemas`);
