// A role on one secret, never on the vault. The secret must be there: people set its value first (docs/trust.md).
import { guidText, resourceName } from '../../types.bicep'

@description('Name of the vault.')
param vaultName resourceName

@description('Name of the secret.')
param secretName resourceName

@description('Who: object id of the identity.')
param principalId guidText

@description('Which role: GUID of its definition.')
param roleId guidText

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {
  parent: vault
  name: secretName
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(secret.id, principalId, roleId)
  scope: secret
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}
