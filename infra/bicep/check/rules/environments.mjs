// What the parameter files themselves must hold to.
export function environments({ params, deployment }) {
  const found = [];
  const tell = (name, message) => found.push({ rule: 'environments', file: params.file, line: params.lineOf(name), message });
  const { values } = params;
  if (values.environmentName !== deployment.environment) tell('environmentName', `environmentName is ${values.environmentName}, the file is ${deployment.environment}.bicepparam; let them agree`);
  if (values.publicNetworkAccess === 'Enabled' && deployment.environment !== 'dev') tell('publicNetworkAccess', `publicNetworkAccess is Enabled in ${deployment.environment}; only dev may be open: set Disabled`);
  if (!/^[a-z][a-z0-9]*$/.test(values.name)) tell('name', `name ${values.name} must be small letters and digits, a letter first: storage accounts and vaults are called by it`);
  if (values.ledgerSecondRegion && values.ledgerCapacity !== 'autoscale') tell('ledgerSecondRegion', 'a second region needs ledgerCapacity autoscale');
  for (const name of ['attesterPublicKey', 'gasPublicKey']) if (values[name] && !/^0x[0-9a-f]{128}$/.test(values[name])) tell(name, `${name} must be 0x and 128 hexadecimal digits, or empty until the key is made`);
  for (const name of ['priceSchedule', 'collateralSchedule', 'relaySchedule']) if (values[name] && values[name].split(' ').length !== 6) tell(name, `${name} must have six fields, seconds first, such as */2 * * * * *`);
  for (const name of ['ingestEndpoints', 'relayEndpoints']) {
    for (const endpoint of values[name] ?? []) if (!/^[a-z][a-z0-9-]*$/.test(endpoint)) tell(name, `${name}: ${endpoint} must be small letters, digits and hyphens: a secret and a setting are called by it`);
  }
  return found;
}
