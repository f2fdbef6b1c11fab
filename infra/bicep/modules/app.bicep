// One function app: plan, site, settings, and no password that could publish to it. One plan per app is how Flex Consumption works.
import { alwaysReady, armId, context, guidText, platform, resourceName, size } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('Which app.')
@allowed(['ingest', 'attest', 'relay', 'serve'])
param part string

@description('Id of the app\'s identity.')
param identityId armId

@description('Client id of the app\'s identity.')
param clientId guidText

@description('Name of the app\'s own storage account: package, leases, checkpoints.')
param accountName resourceName

@description('What every app gets.')
param given platform

@description('How large the app may become.')
param limits size

@description('What keeps instances running.')
@minLength(0)
@maxLength(4)
param ready alwaysReady[] = []

@description('The app\'s own settings, beside those that every app has. functions/settings.json lists both.')
param settings { *: string }

var suffix = environment().suffixes.storage

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: '${here.base}-${part}'
  location: here.location
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: '${here.base}${part}${here.unique}'
  location: here.location
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    virtualNetworkSubnetId: '${given.networkId}/subnets/${part}'
    publicNetworkAccess: here.publicNetworkAccess
    keyVaultReferenceIdentity: identityId
    clientAffinityEnabled: false
    httpsOnly: true
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${accountName}.blob.${suffix}/packages'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: limits.memory
        maximumInstanceCount: limits.instances
        alwaysReady: ready
      }
    }
  }
}

resource noFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: site
  name: 'ftp'
  properties: { allow: false }
}

resource noScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: site
  name: 'scm'
  properties: { allow: false }
}

resource written 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'appsettings'
  properties: union(settings, {
    AzureWebJobsStorage__blobServiceUri: 'https://${accountName}.blob.${suffix}'
    AzureWebJobsStorage__queueServiceUri: 'https://${accountName}.queue.${suffix}'
    AzureWebJobsStorage__tableServiceUri: 'https://${accountName}.table.${suffix}'
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: clientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: given.insightsConnection
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
    AZURE_CLIENT_ID: clientId
    Oracle__ConfigFile: given.configFile
    Oracle__TelemetryPercent: string(given.telemetryPercent)
  })
}

// The package is published through the site's own address, which has no public face in test and prod.
module endpoint 'endpoint.bicep' = {
  name: '${part}-sites-endpoint'
  params: {
    here: here
    part: part
    targetId: site.id
    group: 'sites'
    endpointSubnetId: given.endpointSubnetId
  }
}

@description('Name of the site: what is published to.')
output siteName string = site.name

@description('Id of the site.')
output siteId string = site.id

@description('Host name of the site.')
output host string = site.properties.defaultHostName
