resource "azuread_invitation" "vendor" {
  user_email_address = "vendor@fabrikam.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azuread_group" "vendors" {
  display_name     = "Vendors"
  security_enabled = true
  members          = [azuread_invitation.vendor.user_id]
}

resource "azurerm_role_assignment" "vendor" {
  scope                = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/app"
  role_definition_name = "Contributor"
  principal_id         = azuread_invitation.vendor.user_id
}

resource "azurerm_role_assignment" "vendors" {
  scope                = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web"
  role_definition_name = "Contributor"
  principal_id         = azuread_group.vendors.object_id
}
