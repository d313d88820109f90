resource "azuread_application" "expenses" {
  display_name     = "Expenses"
  sign_in_audience = "AzureADMultipleOrgs"
}

resource "azurerm_linux_web_app" "expenses" {
  name                = "expenses"
  resource_group_name = "web"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web/providers/Microsoft.Web/serverFarms/plan"
  site_config {}
  auth_settings_v2 {
    auth_enabled = true
    active_directory_v2 {
      client_id            = azuread_application.expenses.client_id
      tenant_auth_endpoint = "https://login.microsoftonline.com/common/v2.0"
    }
    login {}
  }
}
