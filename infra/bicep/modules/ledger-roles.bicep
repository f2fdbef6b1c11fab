// Who may do what in Cosmos DB: its own roles, not Azure's. In one file, one after the other, because an account takes one such change at a time.
import { guidText, resourceName } from '../types.bicep'

@description('Name of the Cosmos DB account.')
param accountName resourceName

@description('Name of the database.')
param databaseName resourceName

@description('Identity of Attest.')
param attestPrincipalId guidText

@description('Identity of Ingest.')
param ingestPrincipalId guidText

@description('Identity of Serve.')
param servePrincipalId guidText

var metadata = 'Microsoft.DocumentDB/databaseAccounts/readMetadata'
var items = 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items'

var definitions = [
  { name: 'Oracle ledger append', actions: [metadata, '${items}/create', '${items}/read'] }
  { name: 'Oracle ledger head', actions: [metadata, '${items}/create', '${items}/read', '${items}/replace', '${items}/upsert'] }
  { name: 'Oracle ledger read', actions: [metadata, '${items}/read'] }
]

var grants = [
  { principalId: attestPrincipalId, definition: 0, container: 'batches' }
  { principalId: attestPrincipalId, definition: 1, container: 'latest' }
  { principalId: ingestPrincipalId, definition: 2, container: 'batches' }
  { principalId: ingestPrincipalId, definition: 2, container: 'latest' }
  { principalId: servePrincipalId, definition: 2, container: 'batches' }
  { principalId: servePrincipalId, definition: 2, container: 'latest' }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = {
  name: accountName
}

@batchSize(1)
resource roles 'Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions@2025-04-15' = [for definition in definitions: {
  parent: account
  name: guid(account.id, definition.name)
  properties: {
    roleName: definition.name
    type: 'CustomRole'
    assignableScopes: [account.id]
    permissions: [{ dataActions: definition.actions }]
  }
}]

@batchSize(1)
resource assignments 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-04-15' = [for grant in grants: {
  parent: account
  name: guid(account.id, grant.principalId, grant.container)
  properties: {
    principalId: grant.principalId
    roleDefinitionId: roles[grant.definition].id
    scope: '${account.id}/dbs/${databaseName}/colls/${grant.container}'
  }
}]
