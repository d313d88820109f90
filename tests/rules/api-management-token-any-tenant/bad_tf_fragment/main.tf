resource "azurerm_api_management_policy_fragment" "orders" {
  api_management_name = "contoso"
  resource_group_name = "web"
  value = "<fragment><validate-azure-ad-token tenant-id=\"common\" /></fragment>"
}
