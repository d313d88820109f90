resource "azuread_invitation" "vendor" {
  user_email_address = "vendor@fabrikam.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azuread_group" "g" {
  display_name     = "g"
  security_enabled = true
  owners           = [azuread_invitation.vendor.user_id]
}

resource "azurerm_role_assignment" "r" {
  scope                = "/subscriptions/00000000-0000-4000-8000-000000000001"
  role_definition_name = "Reader"
  principal_id         = azuread_group.g.object_id
}
