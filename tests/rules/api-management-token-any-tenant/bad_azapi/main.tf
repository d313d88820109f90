resource "azapi_resource" "policy" {
  type      = "Microsoft.ApiManagement/service/policies@2022-08-01"
  name      = "policy"
  parent_id = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/web/providers/Microsoft.ApiManagement/service/contoso"
  body = {
    properties = {
      format = "rawxml"
      value  = <<-XML
        <policies>
          <inbound>
            <validate-azure-ad-token tenant-id="common">
              <audiences><audience>api://orders</audience></audiences>
            </validate-azure-ad-token>
          </inbound>
        </policies>
      XML
    }
  }
}
