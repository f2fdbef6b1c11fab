// Telemetry: a workspace, Application Insights on it, and the private link scope that both are reached through.
import { armId, context } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('Days that telemetry is kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('Subnet of private endpoints.')
param endpointSubnetId armId

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: '${here.base}-telemetry'
  location: here.location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true }
    publicNetworkAccessForIngestion: here.publicNetworkAccess
    publicNetworkAccessForQuery: here.publicNetworkAccess
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: '${here.base}-insights'
  location: here.location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    publicNetworkAccessForIngestion: here.publicNetworkAccess
    publicNetworkAccessForQuery: here.publicNetworkAccess
  }
}

resource link 'Microsoft.Insights/privateLinkScopes@2021-07-01-preview' = {
  name: '${here.base}-telemetry'
  location: 'global'
  properties: {
    accessModeSettings: {
      ingestionAccessMode: 'PrivateOnly'
      queryAccessMode: 'PrivateOnly'
    }
  }
}

resource linkedWorkspace 'Microsoft.Insights/privateLinkScopes/scopedResources@2021-07-01-preview' = {
  parent: link
  name: 'workspace'
  properties: { linkedResourceId: workspace.id }
}

resource linkedInsights 'Microsoft.Insights/privateLinkScopes/scopedResources@2021-07-01-preview' = {
  parent: link
  name: 'insights'
  properties: { linkedResourceId: insights.id }
  // A scope takes one at a time.
  dependsOn: [linkedWorkspace]
}

module endpoint 'endpoint.bicep' = {
  name: 'telemetry-endpoint'
  params: {
    here: here
    part: 'telemetry'
    targetId: link.id
    group: 'azuremonitor'
    endpointSubnetId: endpointSubnetId
  }
  // A scope that is still being filled refuses an endpoint.
  dependsOn: [linkedInsights]
}

@description('Id of the workspace: alerts and the workbook ask it.')
output workspaceId string = workspace.id

@description('Name of Application Insights.')
output insightsName string = insights.name

@description('Where telemetry goes. Its key opens nothing while local authentication is off.')
output insightsConnection string = insights.properties.ConnectionString
