locals {
  personal = false
}

resource "azuread_application" "this" {
  display_name     = "game"
  sign_in_audience = local.personal ? "PersonalMicrosoftAccount" : "AzureADMyOrg"
}
