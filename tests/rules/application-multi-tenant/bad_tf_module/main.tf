variable "audience" {
  type    = string
  default = "AzureADMyOrg"
}

module "apps" {
  source   = "./app"
  count    = 1
  audience = var.audience
}
