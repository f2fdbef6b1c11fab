// A role on a whole storage account: for an app on its own one, which nobody else uses.
import { guidText, resourceName } from '../../types.bicep'

@description('Name of the storage account.')
param accountName resourceName

@description('Who: object id of the identity.')
param principalId guidText

@description('Which role: GUID of its definition.')
param roleId guidText

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: accountName
}

resource grant 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, roleId)
  scope: account
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleId)
  }
}
