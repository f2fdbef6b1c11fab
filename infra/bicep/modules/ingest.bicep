// Ingest: reads chains and price servers, publishes observations. It cannot sign, and writes nothing but observations.
import { context, endpointName, guidText, platform, resourceName, size } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('What every app gets.')
param given platform

@description('How large the app may become.')
param limits size

@description('Name of the Event Hubs namespace.')
param namespaceName resourceName

@description('Host name of the namespace.')
param eventHost resourceName

@description('Partitions of each hub.')
@minValue(1)
@maxValue(32)
param partitions int

@description('Where Cosmos DB answers.')
param ledgerEndpoint resourceName

@description('Name of the database.')
param databaseName resourceName

@description('Name of the data account.')
param dataAccountName resourceName

@description('Role that creates blobs and replaces none.')
param blobCreatorRoleId guidText

@description('Name of the operations vault.')
param vaultName resourceName

@description('Nodes whose addresses hold a credential: each is a secret endpoint-<name> and a setting ENDPOINT_<NAME>.')
@minLength(0)
@maxLength(40)
param endpoints endpointName[]

@description('Whether Hermes is asked with the key in the secret pyth-api-key.')
param usePythApiKey bool

@description('When prices are read: six fields, seconds first.')
@minLength(11)
@maxLength(60)
param priceSchedule string

@description('When collateral is read: six fields, seconds first.')
@minLength(11)
@maxLength(60)
param collateralSchedule string

var roles = loadJsonContent('../roles.json')
var suffix = environment().suffixes.storage

module principal 'principal.bicep' = {
  name: 'ingest-principal'
  params: {
    here: here
    part: 'ingest'
    given: given
  }
}

var secretNames = concat(endpointSecrets, usePythApiKey ? ['pyth-api-key'] : [])
var endpointSecrets = [for name in endpoints: 'endpoint-${name}']
var endpointSettings = toObject(endpoints, name => 'ENDPOINT_${toUpper(replace(name, '-', '_'))}', name => '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=endpoint-${name})')
var pythSettings = usePythApiKey ? { PYTH_API_KEY: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=pyth-api-key)' } : {}

module sends 'grants/hub.bicep' = {
  name: 'ingest-sends'
  params: {
    namespaceName: namespaceName
    hubName: 'observations'
    principalId: principal.outputs.principalId
    roleId: roles['Azure Event Hubs Data Sender']
  }
}

module creates 'grants/container.bicep' = {
  name: 'ingest-creates'
  params: {
    accountName: dataAccountName
    containerName: 'observations'
    principalId: principal.outputs.principalId
    roleId: blobCreatorRoleId
  }
}

module reads 'grants/container.bicep' = {
  name: 'ingest-reads'
  params: {
    accountName: dataAccountName
    containerName: 'ledger'
    principalId: principal.outputs.principalId
    roleId: roles['Storage Blob Data Reader']
  }
}

module knows 'grants/secret.bicep' = [for secretName in secretNames: {
  name: 'ingest-knows-${secretName}'
  params: {
    vaultName: vaultName
    secretName: secretName
    principalId: principal.outputs.principalId
    roleId: roles['Key Vault Secrets User']
  }
}]

module app 'app.bicep' = {
  name: 'ingest-app'
  params: {
    here: here
    part: 'ingest'
    identityId: principal.outputs.identityId
    clientId: principal.outputs.clientId
    accountName: principal.outputs.accountName
    given: given
    limits: limits
    // A timer that is called every other second is never idle: an instance that stays costs no more than one that comes and goes.
    ready: [
      { name: 'function:Prices', instanceCount: 1 }
      { name: 'function:Collateral', instanceCount: 1 }
    ]
    settings: union(endpointSettings, pythSettings, {
      EventHubs__fullyQualifiedNamespace: eventHost
      Streams__Partitions: string(partitions)
      PRICE_SCHEDULE: priceSchedule
      COLLATERAL_SCHEDULE: collateralSchedule
      Ledger__CosmosEndpoint: ledgerEndpoint
      Ledger__Database: databaseName
      Data__BlobEndpoint: 'https://${dataAccountName}.blob.${suffix}'
    })
  }
  dependsOn: [sends, creates, reads, knows]
}

@description('Object id of the identity.')
output principalId string = principal.outputs.principalId

@description('Name of the site.')
output siteName string = app.outputs.siteName
