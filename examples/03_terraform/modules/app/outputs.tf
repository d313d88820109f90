output "client_id" {
  value = azuread_application.this.client_id
}
