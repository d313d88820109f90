resource "azurerm_role_assignment" "r" {
  scope                = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app"
  role_definition_name = "Role Based Access Control Administrator"
  principal_id         = "a0000000-0000-4000-8000-000000000001"
  condition_version    = "2.0"
  condition            = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {acdd72a7-3385-48ef-bd42-f606fba81ae7}))"
}
