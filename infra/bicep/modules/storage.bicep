// One storage account: no keys, nothing public, private endpoints for what is used of it.
import { armId, containerName, context } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('Whose account: an app, or data.')
@allowed(['ingest', 'attest', 'relay', 'serve', 'data'])
param part string

@description('How often Azure keeps each blob.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param redundancy string

@description('Containers.')
@minLength(1)
@maxLength(5)
param containers containerName[]

@description('Services that get a private endpoint.')
@minLength(1)
@maxLength(3)
param services ('blob' | 'queue' | 'table')[]

@description('Subnet of private endpoints.')
param endpointSubnetId armId

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: '${here.base}${part}${here.unique}'
  location: here.location
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    isLocalUserEnabled: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: here.publicNetworkAccess
    networkAcls: {
      bypass: 'None'
      defaultAction: here.publicNetworkAccess == 'Enabled' ? 'Allow' : 'Deny'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 14 }
    containerDeleteRetentionPolicy: { enabled: true, days: 14 }
  }
}

resource folders 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = [for name in containers: {
  parent: blobs
  name: name
  properties: { publicAccess: 'None' }
}]

@batchSize(1)
module endpoints 'endpoint.bicep' = [for service in services: {
  name: '${part}-${service}-endpoint'
  params: {
    here: here
    part: part
    targetId: account.id
    group: service
    endpointSubnetId: endpointSubnetId
  }
}]

@description('Name of the account.')
output accountName string = account.name

@description('Id of the account: a margin engine outside the network asks for a private endpoint to data.')
output accountId string = account.id

@description('Blob endpoint, with no slash at its end.')
output blobEndpoint string = 'https://${account.name}.blob.${environment().suffixes.storage}'
