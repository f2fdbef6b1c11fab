// Cosmos DB: one item per batch, made once; one item per shard that says where it stands. Bodies are blobs.
import { armId, context } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('serverless: pay per request. autoscale: a share of the throughput is always paid, and a second region is possible. Fixed when the account is made.')
@allowed(['serverless', 'autoscale'])
param capacity string

@description('Most request units per second of each container, with autoscale.')
@minValue(1000)
@maxValue(100000)
param maximumThroughput int

@description('Region that takes over when the first is lost, or empty. With one, every write is in both before it counts (strong consistency).')
@minLength(0)
@maxLength(40)
param secondRegion string

@description('Subnet of private endpoints.')
param endpointSubnetId armId

var alone = empty(secondRegion)
var first = [{ locationName: here.location, failoverPriority: 0, isZoneRedundant: false }]
var second = [{ locationName: secondRegion, failoverPriority: 1, isZoneRedundant: false }]
var throughput = capacity == 'autoscale' ? { autoscaleSettings: { maxThroughput: maximumThroughput } } : {}

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: '${here.base}ledger${here.unique}'
  location: here.location
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    publicNetworkAccess: here.publicNetworkAccess
    minimalTlsVersion: 'Tls12'
    enableAutomaticFailover: !alone
    enableMultipleWriteLocations: false
    consistencyPolicy: { defaultConsistencyLevel: alone ? 'Session' : 'Strong' }
    locations: concat(first, alone ? [] : second)
    capabilities: capacity == 'serverless' ? [{ name: 'EnableServerless' }] : []
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: { tier: 'Continuous7Days' }
    }
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-04-15' = {
  parent: account
  name: 'oracle'
  properties: {
    resource: { id: 'oracle' }
  }
}

// Only point reads by shard and id: nothing is worth the price of an index.
@batchSize(1)
resource containers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-04-15' = [for name in ['batches', 'latest']: {
  parent: database
  name: name
  properties: {
    resource: {
      id: name
      partitionKey: { paths: ['/shard'], kind: 'Hash', version: 2 }
      indexingPolicy: {
        indexingMode: 'consistent'
        automatic: true
        includedPaths: []
        excludedPaths: [{ path: '/*' }]
      }
    }
    options: throughput
  }
}]

module endpoint 'endpoint.bicep' = {
  name: 'ledger-endpoint'
  params: {
    here: here
    part: 'ledger'
    targetId: account.id
    group: 'Sql'
    endpointSubnetId: endpointSubnetId
  }
  dependsOn: [containers]
}

@description('Name of the account.')
output accountName string = account.name

@description('Where the account answers.')
output endpoint string = account.properties.documentEndpoint

@description('Name of the database.')
output databaseName string = database.name
