using 'main.bicep'

param environment = 'dev'

param apps = [
  { name: 'portal', users: 'internal', host: 'portal.dev.contoso.example' }
  // Left over from a test.
  { name: 'labs', users: 'partners', host: 'labs.dev.contoso.example' }
]
