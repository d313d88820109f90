targetScope = 'subscription'
resource p 'Microsoft.Security/pricings@2024-01-01' = {
  name: 'Arm'
  properties: { pricingTier: 'Free' }
}
