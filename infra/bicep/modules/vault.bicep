// One Premium vault with one signing key that never leaves its HSM. Secrets' values are set by people, not here.
import { armId, context, resourceName } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

@description('Which vault.')
@allowed(['attester', 'operations'])
param part string

@description('Name of the key. It is made once: a deployment that finds it changes nothing.')
param keyName resourceName

@description('Whether nobody, not even an owner, can remove the vault for good before its retention ends. It cannot be turned off again, and the name stays taken.')
param purgeProtection bool

@description('Days that a deleted vault, key or secret can be brought back. Fixed when the vault is made.')
@minValue(7)
@maxValue(90)
param retentionDays int

@description('Id of the workspace that its audit log goes to.')
param workspaceId armId

@description('Subnet of private endpoints.')
param endpointSubnetId armId

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: '${here.base}${part}${here.unique}'
  location: here.location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'premium' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: retentionDays
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: here.publicNetworkAccess
    networkAcls: {
      bypass: 'None'
      defaultAction: here.publicNetworkAccess == 'Enabled' ? 'Allow' : 'Deny'
    }
  }
}

resource key 'Microsoft.KeyVault/vaults/keys@2024-11-01' = {
  parent: vault
  name: keyName
  properties: {
    kty: 'EC-HSM'
    curveName: 'P-256K'
    keyOps: ['sign', 'verify']
    attributes: { enabled: true }
  }
}

// Every use of a key or secret, and every attempt: by whom, from where, with what result. Never what was signed or read.
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: '${part}-audit'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

module endpoint 'endpoint.bicep' = {
  name: '${part}-vault-endpoint'
  params: {
    here: here
    part: part
    targetId: vault.id
    group: 'vault'
    endpointSubnetId: endpointSubnetId
  }
}

@description('Name of the vault.')
output vaultName string = vault.name

@description('The key with its version: what an app signs with.')
output keyId string = key.properties.keyUriWithVersion
