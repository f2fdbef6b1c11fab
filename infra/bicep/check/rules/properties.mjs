// How services let anybody in, in each type's own word; and what they are called where everybody may come.
const open = 'publicNetworkAccess';
const must = {
  'Microsoft.Authorization/roleAssignments': { 'properties.principalType': 'ServicePrincipal' },
  'Microsoft.DocumentDB/databaseAccounts': { 'properties.disableLocalAuth': true, 'properties.disableKeyBasedMetadataWriteAccess': true, 'properties.minimalTlsVersion': 'Tls12', 'properties.enableMultipleWriteLocations': false },
  'Microsoft.EventHub/namespaces': { 'properties.disableLocalAuth': true, 'properties.minimumTlsVersion': '1.2', 'sku.name': 'Standard' },
  'Microsoft.Insights/components': { 'properties.DisableLocalAuth': true },
  'Microsoft.Insights/privateLinkScopes': { 'properties.accessModeSettings.ingestionAccessMode': 'PrivateOnly', 'properties.accessModeSettings.queryAccessMode': 'PrivateOnly' },
  'Microsoft.KeyVault/vaults': { 'properties.enableRbacAuthorization': true, 'properties.enableSoftDelete': true, 'properties.networkAcls.bypass': 'None', 'properties.sku.name': 'premium', 'properties.accessPolicies': undefined },
  'Microsoft.KeyVault/vaults/keys': { 'properties.kty': 'EC-HSM', 'properties.curveName': 'P-256K', 'properties.keyOps': ['sign', 'verify'], 'properties.rotationPolicy': undefined, 'properties.release_policy': undefined, 'properties.attributes.exportable': undefined },
  'Microsoft.OperationalInsights/workspaces': { 'properties.features.disableLocalAuth': true },
  'Microsoft.Storage/storageAccounts': {
    'properties.allowSharedKeyAccess': false, 'properties.allowBlobPublicAccess': false, 'properties.allowCrossTenantReplication': false, 'properties.isLocalUserEnabled': false,
    'properties.isSftpEnabled': undefined, 'properties.defaultToOAuthAuthentication': true, 'properties.minimumTlsVersion': 'TLS1_2', 'properties.supportsHttpsTrafficOnly': true, 'properties.networkAcls.bypass': 'None',
  },
  'Microsoft.Storage/storageAccounts/blobServices/containers': { 'properties.publicAccess': 'None' },
  'Microsoft.Web/serverfarms': { 'sku.name': 'FC1', 'properties.reserved': true },
  'Microsoft.Web/sites': { 'properties.httpsOnly': true, 'properties.siteConfig.minTlsVersion': '1.2', 'properties.siteConfig.scmMinTlsVersion': '1.2', 'properties.siteConfig.ftpsState': 'Disabled', 'properties.siteConfig.appSettings': undefined, 'identity.type': 'UserAssigned', 'properties.functionAppConfig.runtime': { name: 'dotnet-isolated', version: '10.0' } },
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': { 'properties.allow': false },
};
const closed = {
  'Microsoft.DocumentDB/databaseAccounts': [`properties.${open}`],
  'Microsoft.EventHub/namespaces': [`properties.${open}`],
  'Microsoft.Insights/components': [`properties.${open}ForIngestion`, `properties.${open}ForQuery`],
  'Microsoft.KeyVault/vaults': [`properties.${open}`],
  'Microsoft.OperationalInsights/workspaces': [`properties.${open}ForIngestion`, `properties.${open}ForQuery`],
  'Microsoft.Storage/storageAccounts': [`properties.${open}`],
  'Microsoft.Web/sites': [`properties.${open}`],
};
const never = {
  'Microsoft.DocumentDB/databaseAccounts/services': 'a gateway with keys of its own',
  'Microsoft.EventHub/namespaces/authorizationRules': 'a key to the namespace',
  'Microsoft.EventHub/namespaces/eventhubs/authorizationRules': 'a key to a hub',
  'Microsoft.EventHub/namespaces/networkRuleSets': 'a second place that opens the namespace',
  'Microsoft.KeyVault/vaults/accessPolicies': 'rights beside the roles',
  'Microsoft.KeyVault/vaults/secrets': 'the value of a secret, which would stand in the deployment\'s history',
  'Microsoft.Network/publicIPAddresses': 'an address that the internet can reach',
  'Microsoft.Storage/storageAccounts/localUsers': 'a user with a password',
};

export function properties({ deployment }) {
  const found = [];
  const tell = (at, message) => found.push({ rule: 'properties', ...at, message });
  const label = resource => `${deployment.logical(resource.name)} (${resource.type})`;
  for (const resource of deployment.resources) {
    if (never[resource.type]) tell({ file: resource.file, line: resource.line }, `${resource.type} is ${never[resource.type]}; take it away`);
    for (const [path, expected] of Object.entries(must[resource.type] ?? {})) {
      const actual = resource.at(path);
      if (!same(actual, expected)) tell(resource.whereIs(path), `${path} of ${label(resource)} is ${show(actual)} and must be ${expected === undefined ? 'left out' : show(expected)}; change it`);
    }
    for (const path of closed[resource.type] ?? []) {
      const actual = resource.at(path);
      const may = deployment.environment === 'dev' ? ['Disabled', 'Enabled'] : ['Disabled'];
      if (!may.includes(actual)) tell(resource.whereIs(path), `${path} of ${label(resource)} is ${show(actual)} in ${deployment.environment}; only dev may be open: set Disabled`);
    }
    const acls = resource.at('properties.networkAcls');
    if (acls && resource.at(`properties.${open}`) === 'Disabled' && acls.defaultAction !== 'Deny') tell(resource.whereIs('properties.networkAcls.defaultAction'), `networkAcls.defaultAction of ${label(resource)} is ${show(acls.defaultAction)} while public access is off; set Deny`);
  }
  for (const site of deployment.of('Microsoft.Web/sites')) {
    for (const way of ['ftp', 'scm']) {
      if (!deployment.byId.has(`${site.id}/basicPublishingCredentialsPolicies/${way}`)) tell({ file: site.file, line: site.line }, `${label(site)} has no basicPublishingCredentialsPolicies ${way}: a password could publish to it; add it with allow: false`);
    }
  }
  for (const vault of deployment.of('Microsoft.KeyVault/vaults')) {
    if (deployment.environment === 'prod' && vault.at('properties.enablePurgeProtection') !== true) tell(vault.whereIs('properties.enablePurgeProtection'), `enablePurgeProtection of ${label(vault)} is not true in prod: a deleted key would be lost; set purgeProtection = true`);
  }
  return [...found, ...own(deployment)];
}

/** An app runs as its own identity, from its own account, in its own subnet. */
function own(deployment) {
  const found = [];
  for (const site of deployment.of('Microsoft.Web/sites')) {
    const app = deployment.logical(site.name);
    const tell = (path, message) => found.push({ rule: 'properties', ...site.whereIs(path), message: `${app}: ${message}` });
    const identities = Object.keys(site.at('identity.userAssignedIdentities') ?? {});
    const is = id => deployment.logical(String(id).split('/').at(-1)) === app && String(id).includes('/userAssignedIdentities/');
    const storage = 'properties.functionAppConfig.deployment.storage';
    if (identities.length !== 1 || !is(identities[0])) tell('identity.userAssignedIdentities', 'must have its own identity and no other');
    if (!is(site.at('properties.keyVaultReferenceIdentity'))) tell('properties.keyVaultReferenceIdentity', 'must read its secrets as its own identity');
    if (!is(site.at(`${storage}.authentication.userAssignedIdentityResourceId`))) tell(`${storage}.authentication`, 'must read its package as its own identity');
    const account = /^https:\/\/([^.]+)\./.exec(site.at(`${storage}.value`))?.[1];
    if (deployment.logical(account) !== app) tell(`${storage}.value`, `its package is in the account ${account}: whoever writes there acts as ${app}; use its own account`);
    if (deployment.logical(String(site.at('properties.serverFarmId')).split('/').at(-1)) !== app) tell('properties.serverFarmId', 'must have its own plan');
    if (!String(site.at('properties.virtualNetworkSubnetId')).endsWith(`/subnets/${app}`)) tell('properties.virtualNetworkSubnetId', 'must be in its own subnet');
  }
  return found;
}

const same = (actual, expected) => JSON.stringify(actual ?? undefined) === JSON.stringify(expected);
const show = value => value === undefined ? 'not set' : JSON.stringify(value);
