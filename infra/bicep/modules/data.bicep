// The account that apps share: rounds, bodies and batches by digest. Who may read or create has a role on the container.
import { armId, context, engine } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('How often Azure keeps each blob.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param redundancy string

@description('Margin engines: they read the bodies of attestations that are too large for an event.')
@minLength(0)
@maxLength(17)
param engines engine[]

@description('Hours that hubs keep events, whose bodies lie here.')
@minValue(24)
@maxValue(168)
param retentionHours int

@description('Subnet of private endpoints.')
param endpointSubnetId armId

module storage 'storage.bicep' = {
  name: 'data-storage'
  params: {
    here: here
    part: 'data'
    redundancy: redundancy
    containers: ['observations', 'ledger', 'attestations']
    services: ['blob']
    endpointSubnetId: endpointSubnetId
  }
}

// A body is needed as long as an event that claims it can be read. An event may be published again until its hub has forgotten it: twice as long, and a day. The ledger's bodies are for ever.
module lifecycle 'lifecycle.bicep' = {
  name: 'data-lifecycle'
  params: {
    accountName: storage.outputs.accountName
    containers: ['observations', 'attestations']
    days: 2 * ((retentionHours + 23) / 24) + 1
  }
}

module engineReads 'grants/container.bicep' = [for each in engines: {
  name: 'engine-${each.name}-reads'
  params: {
    accountName: storage.outputs.accountName
    containerName: 'attestations'
    principalId: each.principalId
    roleId: loadJsonContent('../roles.json')['Storage Blob Data Reader']
  }
}]

@description('Name of the account.')
output accountName string = storage.outputs.accountName

@description('Id of the account.')
output accountId string = storage.outputs.accountId

@description('Blob endpoint of the account.')
output blobEndpoint string = storage.outputs.blobEndpoint
