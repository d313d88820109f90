resource "azuread_invitation" "ana" {
  user_email_address = "Ana@northwind.example"
  redirect_url       = "https://portal.azure.com"
}
