resource "azuread_access_package_assignment_policy" "partners" {
  access_package_id = "x"
  display_name      = "Partners"
  description       = "x"
  requestor_settings {
    scope_type = "AllExternalSubjects"
  }
  approval_settings {
    approval_required = false
  }
}
