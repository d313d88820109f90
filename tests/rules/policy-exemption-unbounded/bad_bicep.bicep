targetScope = 'subscription'
resource e 'Microsoft.Authorization/policyExemptions@2022-07-01-preview' = {
  name: 'e'
  properties: { policyAssignmentId: '/providers/Microsoft.Management/managementGroups/platform/providers/Microsoft.Authorization/policyAssignments/baseline', exemptionCategory: 'Waiver', description: 'CHG-1' }
}
