variable "rule" {
  type = string
}

variable "filters" {
  type = any
}

resource "azuread_conditional_access_policy" "guests" {
  display_name = "Guests: MFA"
  state        = "enabled"
  conditions {
    client_app_types = ["all"]
    applications {
      included_applications = ["All"]
    }
    users {
      included_users = ["All"]
    }
    dynamic "devices" {
      for_each = var.filters
      content {
        filter {
          mode = "exclude"
          rule = var.rule
        }
      }
    }
  }
  grant_controls {
    operator          = "OR"
    built_in_controls = ["mfa"]
  }
}
