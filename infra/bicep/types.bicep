// Shapes that modules share, each with its bounds. What a parameter of such a type may be is said here once.

@export()
@description('Name of a resource, or of something inside one.')
@minLength(3)
@maxLength(80)
type resourceName = string

@export()
@description('Name of a blob container.')
@minLength(3)
@maxLength(63)
type containerName = string

@export()
@description('Full id of a resource.')
@minLength(20)
@maxLength(500)
type armId = string

@export()
@description('GUID of an identity\'s principal or of a role definition.')
@minLength(36)
@maxLength(36)
type guidText = string

@export()
@description('Name of a secret of the operations vault, without its prefix "endpoint-": small letters, digits, hyphens. ENDPOINT_ and the name in capitals is the setting.')
@minLength(3)
@maxLength(40)
type endpointName = string

@export()
@description('Half of a key that everybody may know: 0x and 128 hexadecimal digits (X and Y of secp256k1), or empty until the key has been made.')
@minLength(0)
@maxLength(130)
type publicKey = string

@export()
@description('Where a deployment is and how its resources are called: <base><part><unique> where names are global, <base>-<part> elsewhere.')
type context = {
  @description('Deployment and environment in one word.')
  @minLength(3)
  @maxLength(9)
  base: string

  @description('Five characters that follow from the resource group, so that global names differ between subscriptions and never from day to day.')
  @minLength(5)
  @maxLength(5)
  unique: string

  @description('Azure region of everything.')
  @minLength(3)
  @maxLength(40)
  location: string

  @description('Whether services answer outside the virtual network. Only dev may say Enabled.')
  publicNetworkAccess: 'Disabled' | 'Enabled'
}

@export()
@description('What every app gets.')
type platform = {
  @description('Id of the virtual network; an app\'s subnet has its name.')
  @minLength(20)
  @maxLength(500)
  networkId: string

  @description('Subnet of private endpoints.')
  @minLength(20)
  @maxLength(500)
  endpointSubnetId: string

  @description('Name of Application Insights.')
  @minLength(3)
  @maxLength(80)
  insightsName: string

  @description('Where telemetry goes.')
  @minLength(20)
  @maxLength(500)
  insightsConnection: string

  @description('How often Azure keeps each blob of an app.')
  redundancy: 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'

  @description('The deployment\'s configuration inside the package.')
  @minLength(6)
  @maxLength(100)
  configFile: string

  @description('Share of traces that is kept.')
  @minValue(0)
  @maxValue(100)
  telemetryPercent: int
}

@export()
@description('A margin engine that subscribes: it gets a consumer group of its own and may read attestations, nothing else.')
type engine = {
  @description('Name of its consumer group. Two engines in one group would steal each other\'s partitions.')
  @minLength(3)
  @maxLength(40)
  name: string

  @description('Object id of the identity that it runs as.')
  @minLength(36)
  @maxLength(36)
  principalId: string
}

@export()
@description('How large an app may become.')
type size = {
  @description('Memory of an instance in MB; an instance with more memory has more processor too.')
  memory: 512 | 2048 | 4096

  @description('Most instances. A hub\'s trigger never uses more than it has partitions.')
  @minValue(40)
  @maxValue(1000)
  instances: int
}

@export()
@description('The four apps\' sizes.')
type sizes = {
  @description('Reads the outside.')
  ingest: size

  @description('Makes rounds and signs.')
  attest: size

  @description('Posts on chains.')
  relay: size

  @description('Answers over HTTP.')
  serve: size
}

@export()
@description('An app\'s function or group of functions that keeps instances running.')
type alwaysReady = {
  @description('function:<name>, or http, durable, blob for a group.')
  @minLength(4)
  @maxLength(60)
  name: string

  @description('Instances that never stop.')
  @minValue(1)
  @maxValue(10)
  instanceCount: int
}

@export()
@description('When an alert is due.')
type thresholds = {
  @description('Minutes without an attestation of a shard.')
  @minValue(1)
  @maxValue(60)
  staleMinutes: int

  @description('Minutes that a breaker may stay open.')
  @minValue(1)
  @maxValue(1440)
  breakerMinutes: int

  @description('Postings that a relayer\'s account must still be able to pay for.')
  @minValue(1)
  @maxValue(100000)
  runwayPostings: int

  @description('Minutes that the oldest event of a partition may wait.')
  @minValue(1)
  @maxValue(60)
  standMinutes: int
}

@export()
@description('Who is told of an alert.')
type receiver = {
  @description('What the receiver is called.')
  @minLength(1)
  @maxLength(40)
  name: string

  @description('Mail address.')
  @minLength(6)
  @maxLength(120)
  email: string
}
