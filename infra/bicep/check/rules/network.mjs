// What a subnet reaches outside is what docs/trust.md says, and every service has its private endpoints with their names.
import { document } from '../lib/trust.mjs';

const faces = {
  'Microsoft.DocumentDB/databaseAccounts': () => ['Sql'],
  'Microsoft.EventHub/namespaces': () => ['namespace'],
  'Microsoft.Insights/privateLinkScopes': () => ['azuremonitor'],
  'Microsoft.KeyVault/vaults': () => ['vault'],
  'Microsoft.Storage/storageAccounts': name => name === 'data' ? ['blob'] : ['blob', 'queue', 'table'],
  'Microsoft.Web/sites': () => ['sites'],
};

export const network = context => [...outbound(context), ...endpoints(context)];

function outbound({ deployment, trust }) {
  const found = [];
  const tell = (at, message) => found.push({ rule: 'network', ...at, message });
  const subnets = deployment.of('Microsoft.Network/virtualNetworks').flatMap(network => network.at('properties.subnets').map(subnet => ({ network, ...subnet })));
  for (const { network, name, properties } of subnets) {
    const guard = deployment.byId.get(properties.networkSecurityGroup?.id);
    const at = { file: network.file, line: network.line };
    const row = trust.networks.find(row => row.subnet === name);
    if (!guard) tell(at, `subnet ${name} has no network security group; give it one of its own`);
    else if (!row) tell(at, `subnet ${name} is not in ${document}; say there what it reaches outside`);
    else {
      const reaches = outside(guard.at('properties.securityRules') ?? []);
      if (reaches !== row['outbound to the internet']) tell({ file: guard.file, line: guard.line }, `subnet ${name} reaches the internet by "${reaches}", ${document} says "${row['outbound to the internet']}"; change its rules, or the row`);
    }
  }
  for (const row of trust.networks) if (!subnets.some(subnet => subnet.name === row.subnet)) tell({ file: document, line: row.line }, `subnet ${row.subnet} is not in infra/bicep; remove the row`);
  return found;
}

/** `no`, the ports that are open (`443`), or `anything` where no rule denies the rest. */
function outside(rules) {
  const ports = [];
  for (const { properties: rule } of rules.filter(rule => rule.properties.direction === 'Outbound').sort((a, b) => a.properties.priority - b.properties.priority)) {
    if (rule.destinationAddressPrefix === 'VirtualNetwork') continue;
    const everything = rule.protocol === '*' && rule.destinationPortRange === '*' && rule.sourceAddressPrefix === '*' && ['Internet', '*'].includes(rule.destinationAddressPrefix);
    if (rule.access === 'Deny' && everything) return ports.length === 0 ? 'no' : ports.join(' ');
    if (rule.access === 'Allow') ports.push(rule.destinationAddressPrefix === 'Internet' ? rule.destinationPortRange : `${rule.destinationAddressPrefix}:${rule.destinationPortRange}`);
  }
  return 'anything';
}

function endpoints({ deployment, zones }) {
  const found = [];
  const made = deployment.of('Microsoft.Network/privateEndpoints').flatMap(endpoint => endpoint.at('properties.privateLinkServiceConnections').flatMap(({ properties }) =>
    properties.groupIds.map(group => ({ endpoint, key: `${properties.privateLinkServiceId} ${group}`, group }))));
  for (const resource of deployment.resources.filter(resource => faces[resource.type])) {
    for (const group of faces[resource.type](deployment.logical(resource.name))) {
      if (!made.some(({ key }) => key === `${resource.id} ${group}`)) found.push({ rule: 'network', file: resource.file, line: resource.line, message: `${deployment.logical(resource.name)} (${resource.type}) has no private endpoint for ${group}; add one, or nothing inside reaches it` });
    }
  }
  for (const { endpoint, group } of made) {
    const names = deployment.of('Microsoft.Network/privateEndpoints/privateDnsZoneGroups').filter(names => names.body.parent === endpoint);
    const has = names.flatMap(names => names.at('properties.privateDnsZoneConfigs')).map(config => String(config.properties.privateDnsZoneId).split('/').at(-1)).sort();
    if (has.join() !== [...zones[group]].sort().join()) found.push({ rule: 'network', file: endpoint.file, line: endpoint.line, message: `the private endpoint ${endpoint.name} has the zones ${has.join(', ') || 'of nothing'}, ${group} needs ${zones[group].join(', ')}` });
  }
  return found;
}
