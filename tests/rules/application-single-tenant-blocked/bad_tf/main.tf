resource "azuread_application" "this" {
  display_name     = "two URIs"
  sign_in_audience = "AzureADMultipleOrgs"
  identifier_uris  = ["api://two-uris"]
}

resource "azuread_application_identifier_uri" "second" {
  application_id = azuread_application.this.id
  identifier_uri = "https://two-uris.contoso.example"
}
