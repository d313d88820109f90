resource "azuread_directory_role_assignment" "r" {
  role_id             = "62e90394-69f5-4237-9190-012177145e10"
  principal_object_id = "a0000000-0000-4000-8000-000000000001"
}
