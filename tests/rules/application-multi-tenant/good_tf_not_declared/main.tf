variable "environment" {
  default = "prod"
}

resource "azuread_application" "this" {
  count            = var.environment == "dev" ? 1 : 0
  display_name     = "for developers"
  sign_in_audience = "AzureADMultipleOrgs"
}

resource "azuread_application" "default" {
  display_name = "the provider's default"
}

resource "azuread_application" "unknown" {
  display_name     = "known only when Terraform runs"
  sign_in_audience = data.terraform_remote_state.settings.outputs.audience
}
