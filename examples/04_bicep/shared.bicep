// What every template of this repository has in common.

@export()
var roleDefinitions = {
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
}

@export()
@description('Who may sign in.')
func audienceOf(users string) string => users == 'partners' ? 'AzureADMultipleOrgs' : 'AzureADMyOrg'

@export()
type appType = {
  name: string
  users: 'internal' | 'partners'
  host: string
}
