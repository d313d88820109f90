resource "azuread_application" "expenses" {
  display_name     = "Expenses"
  sign_in_audience = "AzureADMultipleOrgs"
  owners           = ["9b3d2ad4-5a8b-4498-82d5-9e15f439c8fa"]
}

resource "azurerm_linux_web_app" "expenses" {
  name                = "expenses"
  resource_group_name = "shop"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/8abbdab2-327a-4078-9588-329a60eda61c/resourceGroups/shop/providers/Microsoft.Web/serverFarms/plan"
  site_config {}

  auth_settings_v2 {
    auth_enabled           = true
    unauthenticated_action = "AllowAnonymous"
    active_directory_v2 {
      client_id            = azuread_application.expenses.client_id
      tenant_auth_endpoint = "https://login.microsoftonline.com/common/v2.0"
    }
    login {}
  }
}
