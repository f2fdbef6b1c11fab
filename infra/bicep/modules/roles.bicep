// Roles of our own, where Azure's smallest allows more than is needed. docs/trust.md says what each may do.
import { context } from '../types.bicep'

@description('Where, and how resources are called.')
param here context

var groupId = resourceGroup().id
var blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs'

// Azure's Key Vault Crypto User may also decrypt, back up and change a key.
resource keySigner 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(groupId, 'Oracle key signer')
  properties: {
    roleName: 'Oracle key signer (${here.base}${here.unique})'
    description: 'Reads a key\'s public half and signs with it.'
    type: 'CustomRole'
    assignableScopes: [groupId]
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: [
          'Microsoft.KeyVault/vaults/keys/read'
          'Microsoft.KeyVault/vaults/keys/sign/action'
        ]
        notDataActions: []
      }
    ]
  }
}

// Azure's Storage Blob Data Contributor may also overwrite and delete. add creates a blob that is not there; write would replace one.
resource blobCreator 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(groupId, 'Oracle blob creator')
  properties: {
    roleName: 'Oracle blob creator (${here.base}${here.unique})'
    description: 'Reads blobs and creates new ones; replaces and deletes none.'
    type: 'CustomRole'
    assignableScopes: [groupId]
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: ['${blobs}/read', '${blobs}/add/action']
        notDataActions: []
      }
    ]
  }
}

@description('Role that signs: a GUID.')
output keySigner string = keySigner.name

@description('Role that creates blobs: a GUID.')
output blobCreator string = blobCreator.name
