// Serve: answers over HTTP from the ledger. It reads, and nothing else.
import { context, platform, resourceName, size } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('What every app gets.')
param given platform

@description('How large the app may become.')
param limits size

@description('Where Cosmos DB answers.')
param ledgerEndpoint resourceName

@description('Name of the database.')
param databaseName resourceName

@description('Name of the data account.')
param dataAccountName resourceName

var roles = loadJsonContent('../roles.json')
var suffix = environment().suffixes.storage

module principal 'principal.bicep' = {
  name: 'serve-principal'
  params: {
    here: here
    part: 'serve'
    given: given
  }
}

var read = ['ledger', 'attestations']

module reads 'grants/container.bicep' = [for containerName in read: {
  name: 'serve-reads-${containerName}'
  params: {
    accountName: dataAccountName
    containerName: containerName
    principalId: principal.outputs.principalId
    roleId: roles['Storage Blob Data Reader']
  }
}]

module app 'app.bicep' = {
  name: 'serve-app'
  params: {
    here: here
    part: 'serve'
    identityId: principal.outputs.identityId
    clientId: principal.outputs.clientId
    accountName: principal.outputs.accountName
    given: given
    limits: limits
    settings: {
      Ledger__CosmosEndpoint: ledgerEndpoint
      Ledger__Database: databaseName
      Data__BlobEndpoint: 'https://${dataAccountName}.blob.${suffix}'
    }
  }
  dependsOn: [reads]
}

@description('Object id of the identity.')
output principalId string = principal.outputs.principalId

@description('Name of the site.')
output siteName string = app.outputs.siteName

@description('Id of the site: a margin engine outside the network asks for a private endpoint to it.')
output siteId string = app.outputs.siteId

@description('Host name of the site.')
output host string = app.outputs.host
