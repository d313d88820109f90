resource "azuread_invitation" "ana" {
  user_email_address = "ana@northwind.example"
  redirect_url       = "https://portal.contoso.example"
}
