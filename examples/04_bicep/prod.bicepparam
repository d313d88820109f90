using 'main.bicep'

param environment = 'prod'

param apps = [
  { name: 'portal', users: 'partners', host: 'portal.contoso.example' }
]

param tenantId = '11111111-2222-4333-8444-555566667777'
