// Every right that is given stands in docs/trust.md, and every right that stands there is given.
import { asked } from '../lib/deployment.mjs';
import { document } from '../lib/trust.mjs';

const cosmos = 'Microsoft.DocumentDB/databaseAccounts';

/** @returns findings over one environment. */
export function roles({ deployment, trust, builtIn }) {
  const found = [];
  const tell = (at, message) => found.push({ rule: 'trust', ...at, message });
  const grants = [...azureGrants(deployment, builtIn, tell), ...cosmosGrants(deployment, tell)];
  const used = new Set();
  for (const grant of grants) {
    const row = trust.grants.find(row => row.identity === grant.identity && row.resource === grant.kind && row.role === grant.role && matches(row.scope, grant.path));
    if (row) used.add(row);
    else tell(grant.at, `${grant.identity} is given ${grant.role} on the ${grant.kind} ${grant.path}, which ${document} does not allow; take it away, or add the row | ${grant.identity} | ${grant.kind} | ${grant.path} | ${grant.role} | why | there`);
  }
  for (const row of trust.grants) {
    if (!used.has(row)) tell({ file: document, line: row.line }, `${row.identity} is said to have ${row.role} on the ${row.resource} ${row.scope}, which infra/bicep does not give in ${deployment.environment}; give it, or remove the row`);
  }
  return [...found, ...twice(deployment), ...definitions(deployment, trust), ...referred(deployment)];
}

const matches = (pattern, path) => pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;

function azureGrants(deployment, builtIn, tell) {
  const custom = new Map(deployment.of('Microsoft.Authorization/roleDefinitions').map(role => [role.name, plain(role.at('properties.roleName'))]));
  const standard = new Map(Object.entries(builtIn).map(([name, id]) => [id, name]));
  return deployment.of('Microsoft.Authorization/roleAssignments').flatMap(grant => {
    const scope = grant.body.scope;
    const at = asked(grant);
    if (!scope?.id) return none(tell(at, 'a role on the whole resource group: give it on the hub, the key, the secret or the container'));
    const id = String(grant.at('properties.roleDefinitionId')).split('/').at(-1);
    const { kind, path } = deployment.target(scope.id);
    return [{ at, identity: deployment.principal(grant.at('properties.principalId')), kind, path, role: standard.get(id) ?? custom.get(id) ?? `role ${id}` }];
  });
}

function cosmosGrants(deployment, tell) {
  const custom = new Map(deployment.of(`${cosmos}/sqlRoleDefinitions`).map(role => [role.id, role.at('properties.roleName')]));
  return deployment.of(`${cosmos}/sqlRoleAssignments`).flatMap(grant => {
    const at = asked(grant);
    const scope = /\/dbs\/([^/]+)\/colls\/([^/]+)$/.exec(grant.at('properties.scope') ?? '');
    if (!scope) return none(tell(at, 'a Cosmos DB role on more than one container: its scope must end with /dbs/<database>/colls/<container>'));
    const id = grant.at('properties.roleDefinitionId');
    const path = `${deployment.logical(grant.body.parent.name)}/${scope[1]}/${scope[2]}`;
    return [{ at, identity: deployment.principal(grant.at('properties.principalId')), kind: 'ledger container', path, role: custom.get(id) ?? `built-in role ${String(id).split('/').at(-1)}` }];
  });
}

/** What the project's own roles may do is what the second table says, no more and no less. */
function definitions(deployment, trust) {
  const found = [];
  const seen = new Set();
  for (const role of [...deployment.of('Microsoft.Authorization/roleDefinitions'), ...deployment.of(`${cosmos}/sqlRoleDefinitions`)]) {
    const name = plain(role.at('properties.roleName'));
    const tell = message => found.push({ rule: 'trust', ...role.whereIs('properties.permissions'), message: `role ${name}: ${message}` });
    const widest = role.body.parent?.id ?? '/resourceGroup';
    if (String(role.at('properties.assignableScopes')) !== widest || role.at('properties.type') !== 'CustomRole') tell('must be of type CustomRole and assignable in this resource group or account only');
    const permissions = role.at('properties.permissions') ?? [];
    const has = permissions.flatMap(permission => [...(permission.actions ?? []), ...(permission.dataActions ?? [])]).sort();
    const row = trust.roles.find(row => row.role === name);
    seen.add(name);
    if (!row) tell(`${document} does not say what it may do; add it to the table of roles there, or use one of Azure's`);
    const may = row ? row.actions.split(/\s*,\s*/).sort() : has;
    for (const action of has.filter(action => !may.includes(action))) tell(`allows ${action}, which ${document} does not; take it away, or add it there`);
    for (const action of may.filter(action => !has.includes(action))) tell(`does not allow ${action}, which ${document} says; add it, or remove it there`);
    if (permissions.some(permission => permission.notActions?.length || permission.notDataActions?.length)) tell('takes actions away again: name only what is allowed');
  }
  for (const row of trust.roles) if (!seen.has(row.role)) found.push({ rule: 'trust', file: document, line: row.line, message: `role ${row.role} is not defined in infra/bicep; define it, or remove the row` });
  return found;
}

/** Two grants of one name are one in Azure: the second would be lost. */
function twice(deployment) {
  const seen = new Map();
  const found = [];
  for (const grant of deployment.resources.filter(resource => /[rR]oleAssignments$/.test(resource.type))) {
    if (seen.has(grant.id)) found.push({ rule: 'trust', ...asked(grant), message: `is given twice (also at ${seen.get(grant.id).file}:${seen.get(grant.id).line}); give it once` });
    seen.set(grant.id, asked(grant));
  }
  return found;
}

/** What is referred to by name must be made here. Secrets are made by people. */
const referred = deployment => deployment.all
  .filter(resource => resource.existing && resource.type !== 'Microsoft.KeyVault/vaults/secrets' && !deployment.byId.has(resource.id))
  .map(resource => ({ rule: 'trust', ...asked(resource), message: `refers to ${resource.id.replace(/^\/providers\//, '')}, which infra/bicep does not make` }));

const plain = name => String(name).replace(/ \([^)]*\)$/, '');
const none = () => [];
