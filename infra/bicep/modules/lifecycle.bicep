// What an account forgets by itself. Only what stands in a hub as well, and no container that is not named.
import { containerName, resourceName } from '../types.bicep'

@description('Name of the account.')
param accountName resourceName

@description('Containers whose blobs nobody needs after some days.')
@minLength(1)
@maxLength(5)
param containers containerName[]

@description('Days after which a blob is deleted.')
@minValue(2)
@maxValue(60)
param days int

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: accountName
}

resource policy 'Microsoft.Storage/storageAccounts/managementPolicies@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'bodies-of-events'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: [for name in containers: '${name}/']
            }
            actions: {
              baseBlob: { delete: { daysAfterModificationGreaterThan: days } }
            }
          }
        }
      ]
    }
  }
}
