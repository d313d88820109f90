param identity bool = false

resource optional 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = if (identity) {
  name: 'optional'
  location: 'westeurope'
}

resource never 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = if (false) {
  name: 'never'
  location: 'westeurope'
}
