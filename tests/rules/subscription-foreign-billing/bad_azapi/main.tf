resource "azapi_resource" "x" {
  type      = "Microsoft.Subscription/aliases@2021-10-01"
  name      = "x"
  parent_id = "/"
  body = {
    properties = {
      displayName  = "x"
      workload     = "Production"
      billingScope = "/providers/Microsoft.Billing/billingAccounts/9999/enrollmentAccounts/1"
    }
  }
}
