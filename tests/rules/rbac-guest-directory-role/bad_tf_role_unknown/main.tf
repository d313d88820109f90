variable "role" {
  type = string
}

resource "azuread_invitation" "vendor" {
  user_email_address = "vendor@fabrikam.example"
  redirect_url       = "https://portal.azure.com"
}

resource "azuread_directory_role_assignment" "vendor" {
  role_id             = var.role
  principal_object_id = azuread_invitation.vendor.user_id
}
