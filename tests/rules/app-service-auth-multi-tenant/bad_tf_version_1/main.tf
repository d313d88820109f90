resource "azurerm_linux_web_app" "expenses" {
  name                = "expenses"
  resource_group_name = "web"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web/providers/Microsoft.Web/serverFarms/plan"
  site_config {}

  auth_settings {
    enabled                       = true
    issuer                        = "https://login.microsoftonline.com/common/v2.0"
    unauthenticated_client_action = "RedirectToLoginPage"
    active_directory {
      client_id = "9a8b7c6d-1111-4222-8333-444455556666"
    }
  }
}
