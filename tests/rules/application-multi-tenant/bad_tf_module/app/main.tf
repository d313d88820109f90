variable "audience" {
  type = string
}

resource "azuread_application_registration" "this" {
  display_name     = "registration"
  sign_in_audience = var.audience
}
