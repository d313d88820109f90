resource "azurerm_api_management_api_policy" "orders" {
  api_management_name = "contoso"
  resource_group_name = "web"
  xml_content = <<-XML
    <policies>
      <inbound>
        <validate-azure-ad-token tenant-id="11111111-2222-4333-8444-555566667777">
          <audiences><audience>api://orders</audience></audiences>
        </validate-azure-ad-token>
      </inbound>
    </policies>
  XML
}
