// As prod, smaller: closed, and with keys that nothing depends on.
using '../main.bicep'

param name = 'cco'
param environmentName = 'test'
param addressSpace = '10.42.0.0/20'
param partitions = 8
param retentionHours = 72
param purgeProtection = false
param vaultRetentionDays = 7
param alertReceivers = [
  { name: 'developers', email: 'developers@example.org' }
]
