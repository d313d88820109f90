variable "name" {
  type = string
}

variable "audience" {
  type = string
}

variable "roles" {
  type = list(string)
}

resource "azuread_application" "this" {
  display_name     = var.name
  sign_in_audience = var.audience

  api {
    requested_access_token_version = 2
  }

  dynamic "app_role" {
    for_each = var.roles
    content {
      id                   = uuidv5("dns", app_role.value)
      value                = app_role.value
      display_name         = app_role.value
      description          = app_role.value
      allowed_member_types = ["User"]
    }
  }
}
