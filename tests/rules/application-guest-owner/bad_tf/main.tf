resource "azuread_application" "a" {
  display_name = "a"
  owners       = ["a0000000-0000-4000-8000-000000000001"]
}
