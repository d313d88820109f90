resource "azuread_application" "this" {
  display_name     = var.name
  sign_in_audience = var.audience
  tags             = var.tags

  dynamic "app_role" {
    for_each = toset(var.roles)
    content {
      id                   = uuidv5("dns", "${app_role.value}.${var.name}.contoso.example")
      value                = app_role.value
      display_name         = title(app_role.value)
      description          = "Role ${app_role.value} of ${var.name}"
      allowed_member_types = ["User"]
    }
  }

  web {
    redirect_uris = var.redirect_uris
  }
}
