resource "azurerm_api_management_policy" "orders" {
  api_management_name = "contoso"
  resource_group_name = "web"
  xml_link = "https://files.example/policy.xml"
}
