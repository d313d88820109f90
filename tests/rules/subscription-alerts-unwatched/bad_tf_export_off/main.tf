resource "azurerm_security_center_automation" "export" {
  name                = "export"
  location            = "westeurope"
  resource_group_name = "security"
  enabled             = false
  scopes              = ["/subscriptions/00000000-0000-4000-8000-000000000001"]
  source {
    event_source = "Alerts"
  }
  action {
    type        = "loganalytics"
    resource_id = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/security/providers/Microsoft.OperationalInsights/workspaces/w"
  }
}
