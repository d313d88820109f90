resource "azuread_application" "expenses" {
  display_name     = "Expenses"
  client_id        = "9a8b7c6d-1111-4222-8333-444455556666"
  sign_in_audience = "AzureADMyOrg"
}
