using 'main.bicep'

param environment = 'dev'

param apps = [
  { name: 'portal', users: 'internal', host: 'portal.dev.contoso.example' }
  // Somebody tried something out.
  { name: 'labs', users: 'partners', host: 'labs.dev.contoso.example' }
]
