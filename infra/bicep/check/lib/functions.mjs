// Bicep's functions, as far as infra/bicep uses them. One that is not here is an error, so that nothing is guessed.
import { guid, isUnknown, place, placeOf, unknown } from './values.mjs';

const known = (name, ...values) => {
  if (values.some(isUnknown)) throw new Error(`${name}() of a value that only Azure knows`);
};

function merge(first, ...rest) {
  if (Array.isArray(first)) return [...new Set([first, ...rest].flat())];
  const result = {};
  for (const object of [first, ...rest]) {
    for (const [key, value] of Object.entries(object)) {
      result[key] = value;
      const at = placeOf(object, key);
      if (at) place(result, key, at.file, at.line);
    }
  }
  return result;
}

/** Each takes evaluated arguments; a lambda is a JavaScript function. */
export const functions = {
  cidrSubnet: (network, size, index) => `${network} as /${size}, number ${index}`,
  concat: (...values) => Array.isArray(values[0]) ? values.flat() : values.join(''),
  contains: (whole, part) => (known('contains', whole), typeof whole === 'object' && !Array.isArray(whole) ? part in whole : whole.includes(part)),
  empty: value => (known('empty', value), value === null || (typeof value === 'object' ? Object.keys(value).length : value.length) === 0),
  environment: () => ({ suffixes: { storage: 'core.windows.net', keyvaultDns: '.vault.azure.net' } }),
  guid,
  indexOf: (whole, part) => (known('indexOf', whole), whole.indexOf(part)),
  length: value => (known('length', value), typeof value === 'object' && !Array.isArray(value) ? Object.keys(value).length : value.length),
  replace: (text, old, fresh) => text.replaceAll(old, fresh),
  resourceGroup: () => ({ id: '/resourceGroup', name: unknown('resource group'), location: unknown('location') }),
  resourceId: (type, ...names) => idBy(type, names),
  string: value => String(value),
  subscriptionResourceId: (type, ...names) => idBy(type, names),
  take: (value, count) => value.slice(0, count),
  tenant: () => ({ tenantId: unknown('tenant') }),
  toLower: text => text.toLowerCase(),
  toObject: (list, key, value) => Object.fromEntries(list.map(item => [key(item), value ? value(item) : item])),
  toUpper: text => text.toUpperCase(),
  union: merge,
  uniqueString: () => 'uuuuuuuuuuuuu',
};

function idBy(type, names) {
  const [provider, ...path] = type.split('/');
  return `/providers/${provider}/${path.map((part, index) => `${part}/${names[index]}`).join('/')}`;
}
