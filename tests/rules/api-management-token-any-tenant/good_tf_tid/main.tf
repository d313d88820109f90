resource "azurerm_api_management_product_policy" "orders" {
  api_management_name = "contoso"
  resource_group_name = "web"
  xml_content = <<-XML
    <policies>
      <inbound>
        <validate-azure-ad-token tenant-id="common">
          <required-claims><claim name="tid" match="any"><value>11111111-2222-4333-8444-555566667777</value></claim></required-claims>
        </validate-azure-ad-token>
      </inbound>
    </policies>
  XML
}
