locals {
  apps = {
    inside  = { audience = "AzureADMyOrg" }
    outside = { audience = "AzureADMultipleOrgs" }
  }
}

resource "azuread_application" "this" {
  for_each         = local.apps
  display_name     = "app ${each.key}"
  sign_in_audience = each.value.audience
}
