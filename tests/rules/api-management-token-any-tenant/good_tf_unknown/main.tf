variable "tenant" {
  type = string
}

resource "azurerm_api_management_policy" "orders" {
  api_management_name = "contoso"
  resource_group_name = "web"
  xml_content = <<-XML
    <policies>
      <inbound>
        <validate-azure-ad-token tenant-id="${var.tenant}">
          <audiences><audience>api://orders</audience></audiences>
        </validate-azure-ad-token>
      </inbound>
    </policies>
  XML
}
