resource "azuread_application_registration" "portal" {
  display_name = "Portal"
}

resource "azuread_application_redirect_uris" "spa" {
  application_id = azuread_application_registration.portal.id
  type           = "SPA"
  redirect_uris  = ["http://portal.contoso.example/"]
}
