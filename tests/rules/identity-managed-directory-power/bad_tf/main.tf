resource "azurerm_user_assigned_identity" "d" {
  name                = "d"
  resource_group_name = "app"
  location            = "x"
}

resource "azuread_app_role_assignment" "p" {
  app_role_id         = "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"
  principal_object_id = azurerm_user_assigned_identity.d.principal_id
  resource_object_id  = "a0000000-0000-4000-8000-000000000200"
}
