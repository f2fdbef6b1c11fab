// Each app's settings are those of functions/settings.json, and those that are secret are references to the vault.
export const contract = 'functions/settings.json';

export function settings({ deployment, contract: list }) {
  const found = [];
  for (const written of deployment.of('Microsoft.Web/sites/config').filter(config => config.name === 'appsettings')) {
    const app = deployment.logical(written.body.parent.name);
    const tell = (name, message) => found.push({ rule: 'settings', ...place(written, name), message: `${app}: ${message}` });
    const known = [...list.all, ...(list[app] ?? [])];
    const values = written.body.properties;
    for (const name of Object.keys(values)) if (!known.some(entry => fits(entry, name))) tell(name, `writes ${name}, which ${contract} does not list; list it there, or take it away`);
    for (const entry of known) if (!Object.keys(values).some(name => fits(entry, name))) tell('', `does not write ${entry.name}, which ${contract} lists; write it, or take it from the list`);
    for (const [name, value] of Object.entries(values)) checkValue(deployment, app, name, value, tell);
  }
  for (const site of deployment.of('Microsoft.Web/sites')) {
    if (!deployment.byId.has(`${site.id}/config/appsettings`)) found.push({ rule: 'settings', file: site.file, line: site.line, message: `${deployment.logical(site.name)} has no settings` });
  }
  return found;
}

const fits = (entry, name) => entry.name.endsWith('*') ? name.startsWith(entry.name.slice(0, -1)) : entry.name === name;

function checkValue(deployment, app, name, value, tell) {
  const secret = name === 'PYTH_API_KEY' || name.startsWith('ENDPOINT_');
  const reference = /^@Microsoft\.KeyVault\(VaultName=([^;]+);SecretName=([^)]+)\)$/.exec(value);
  if (secret && !reference) tell(name, `${name} must be a reference to a secret of the operations vault`);
  if (reference && !mayRead(deployment, app, reference)) tell(name, `${name} refers to the secret ${reference[2]} of ${deployment.logical(reference[1])}, which ${app} may not read; give it Key Vault Secrets User on it`);
  const client = `«/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${deployment.base}-${app}.properties.clientId»`;
  if (/(^AZURE_CLIENT_ID|__clientId)$/.test(name) && value !== client) tell(name, `${name} must be the client id of its own identity`);
  if (/__credential$/.test(name) && value !== 'managedidentity') tell(name, `${name} must be managedidentity`);
}

const mayRead = (deployment, app, [, vault, secret]) => deployment.of('Microsoft.Authorization/roleAssignments').some(grant =>
  deployment.principal(grant.at('properties.principalId')) === app && grant.body.scope?.type === 'Microsoft.KeyVault/vaults/secrets' && grant.body.scope.name === secret && grant.body.scope.body.parent.name === vault);

/** Where the setting was written, or the whole of them. */
const place = (written, name) => name ? written.whereIs(`properties.${name}`) : { file: written.trace.at(-1)?.file ?? written.file, line: written.trace.at(-1)?.line ?? written.line };
