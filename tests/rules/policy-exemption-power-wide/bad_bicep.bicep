targetScope = 'managementGroup'

resource settings 'Microsoft.Management/managementGroups/settings@2023-04-01' = {
  scope: tenant()
  name: '11111111-2222-4333-8444-555566667777/default'
  properties: {
    defaultManagementGroup: quarantine.id
    requireAuthorizationForGroupCreation: true
  }
}

resource quarantine 'Microsoft.Management/managementGroups@2023-04-01' existing = {
  scope: tenant()
  name: 'quarantine'
}

resource exemptions 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: 'c0000000-0000-4000-8000-000000000001'
  properties: {
    roleName: 'Exemptions'
    type: 'customRole'
    permissions: [{ actions: ['Microsoft.Authorization/policyExemptions/*'] }]
    assignableScopes: [quarantine.id]
  }
}

resource custom 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('custom')
  scope: quarantine
  properties: {
    roleDefinitionId: exemptions.id
    principalId: 'a0000000-0000-4000-8000-000000000001'
    principalType: 'User'
  }
}

resource builtIn 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('builtIn')
  scope: quarantine
  properties: {
    roleDefinitionId: tenantResourceId('Microsoft.Authorization/roleDefinitions', '36243c78-bf99-498c-9df9-86d9f8d28608')
    principalId: 'a0000000-0000-4000-8000-000000000002'
    principalType: 'User'
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('reader')
  scope: quarantine
  properties: {
    roleDefinitionId: tenantResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    principalId: 'a0000000-0000-4000-8000-000000000003'
    principalType: 'User'
  }
}
