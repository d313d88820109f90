resource "azuread_application" "this" {
  display_name = "the provider sends AzureADMyOrg"
}

resource "msgraph_resource" "partly_known" {
  url  = "applications"
  body = merge(local.common, var.more)
}

variable "more" {}

locals {
  common = { displayName = "what `more` says is not known" }
}
