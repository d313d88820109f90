resource "azuread_application" "portal" {
  display_name     = "Portal"
  sign_in_audience = "AzureADMyOrg"
  web {
    redirect_uris = ["https://portal.contoso.example", "http://new.contoso.example"]
  }
}

resource "azuread_application" "survey" {
  for_each     = toset(["one", "two"])
  display_name = "Survey"
}

resource "azuread_group" "staff" {
  display_name     = "staff"
  security_enabled = true
}
