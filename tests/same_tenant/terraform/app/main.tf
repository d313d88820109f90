variable "name" {
  type = string
}

variable "settings" {
  type = object({
    audience = string
    version  = number
    uris     = list(string)
    roles    = list(string)
  })
}

resource "azuread_application" "this" {
  display_name     = var.name
  sign_in_audience = var.settings.audience
  identifier_uris  = var.settings.uris

  api {
    requested_access_token_version = var.settings.version
  }

  dynamic "app_role" {
    for_each = var.settings.roles
    content {
      id                   = "2a000000-0000-4000-8000-00000000000${app_role.key + 1}"
      value                = app_role.value
      display_name         = title(app_role.value)
      description          = "role"
      allowed_member_types = ["User"]
    }
  }
}

output "id" {
  value = azuread_application.this.id
}
