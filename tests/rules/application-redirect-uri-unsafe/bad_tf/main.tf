resource "azuread_application" "a" {
  display_name     = "a"
  sign_in_audience = "AzureADMyOrg"
  web {
    redirect_uris = ["http://app.contoso.example/signin"]
  }
}
