resource "azurerm_api_management_api_operation_policy" "orders" {
  api_management_name = "contoso"
  resource_group_name = "web"
  xml_content = "<policies><inbound><choose><when><validate-azure-ad-token tenant-id=\"common\" /></when><otherwise><validate-azure-ad-token tenant-id=\"organizations\" /></otherwise></choose></inbound></policies>"
}
