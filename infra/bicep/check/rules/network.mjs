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

const apps = ['ingest', 'attest', 'relay', 'serve'];

export const network = context => [...outbound(context), ...endpoints(context), ...names(context), ...telemetry(context)];

function outbound({ deployment, trust }) {
  const found = [];
  const tell = (at, message) => found.push({ rule: 'network', ...at, message });
  const subnets = deployment.of('Microsoft.Network/virtualNetworks').flatMap(network => network.at('properties.subnets').map(subnet => ({ network, ...subnet })));
  for (const { network, name, properties } of subnets) {
    const guard = deployment.byId.get(properties.networkSecurityGroup?.id);
    const at = { file: network.file, line: network.line };
    const row = trust.networks.find(row => row.subnet === name);
    if (!guard) tell(at, `subnet ${name} has no network security group; give it one of its own`);
    else if ((properties.delegations?.[0]?.properties.serviceName === 'Microsoft.App/environments') !== apps.includes(name)) tell(at, `subnet ${name} ${apps.includes(name) ? 'must be' : 'must not be'} delegated to Microsoft.App/environments`);
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
  const made = deployment.of('Microsoft.Network/privateEndpoints').flatMap(endpoint => (endpoint.at('properties.privateLinkServiceConnections') ?? []).flatMap(({ properties }) =>
    (properties?.groupIds ?? []).map(group => ({ endpoint, key: `${properties.privateLinkServiceId} ${group}`, group }))));
  for (const resource of deployment.resources.filter(resource => faces[resource.type])) {
    for (const group of faces[resource.type](deployment.logical(resource.name))) {
      if (!made.some(({ key }) => key === `${resource.id} ${group}`)) found.push({ rule: 'network', file: resource.file, line: resource.line, message: `${deployment.logical(resource.name)} (${resource.type}) has no private endpoint for ${group}; add one, or nothing inside reaches it` });
    }
  }
  for (const { endpoint, group } of made) {
    const names = deployment.of('Microsoft.Network/privateEndpoints/privateDnsZoneGroups').filter(names => names.body.parent === endpoint);
    const has = names.flatMap(names => names.at('properties.privateDnsZoneConfigs') ?? []).map(config => String(config.properties?.privateDnsZoneId).split('/').at(-1)).sort();
    if (has.join() !== [...zones[group]].sort().join()) found.push({ rule: 'network', file: endpoint.file, line: endpoint.line, message: `the private endpoint ${endpoint.name} has the zones ${has.join(', ') || 'of nothing'}, ${group} needs ${zones[group].join(', ')}` });
  }
  return found;
}

/** Every zone is there and linked, or its names lead to public addresses. */
function names({ deployment, zones }) {
  const wanted = [...new Set(Object.values(zones).flat())];
  const made = deployment.of('Microsoft.Network/privateDnsZones');
  const linked = new Set(deployment.of('Microsoft.Network/privateDnsZones/virtualNetworkLinks').filter(link => link.at('properties.virtualNetwork.id')).map(link => link.body.parent.name));
  const at = made[0] ?? deployment.resources[0];
  return [
    ...wanted.filter(zone => !made.some(({ name }) => name === zone)).map(zone => `the private zone ${zone} is not made`),
    ...made.filter(({ name }) => !linked.has(name)).map(({ name }) => `the private zone ${name} is not linked to the network`),
  ].map(message => ({ rule: 'network', file: at.file, line: at.line, message }));
}

/** Application Insights writes to the workspace, and both are behind the private link scope. */
function telemetry({ deployment }) {
  const linked = deployment.of('Microsoft.Insights/privateLinkScopes/scopedResources').map(scoped => scoped.at('properties.linkedResourceId'));
  const workspaces = deployment.of('Microsoft.OperationalInsights/workspaces');
  const insights = deployment.of('Microsoft.Insights/components');
  return [
    ...[...workspaces, ...insights].filter(({ id }) => !linked.includes(id)).map(resource => [resource, 'is not in the private link scope']),
    ...insights.filter(resource => !workspaces.some(({ id }) => id === resource.at('properties.WorkspaceResourceId'))).map(resource => [resource, 'does not write to the workspace, which alerts ask']),
  ].map(([resource, what]) => ({ rule: 'network', file: resource.file, line: resource.line, message: `${deployment.logical(resource.name)} (${resource.type}) ${what}` }));
}
