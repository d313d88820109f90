locals {
  roles = {
    member  = "a0b1b346-4d3e-4e8b-98f8-753987be4970"
    limited = "10dae51f-b6af-4016-8d66-8c2a99b929b3"
  }
}

resource "msgraph_update_resource" "policy" {
  url = "policies/authorizationPolicy"
  body = {
    guestUserRoleId = local.roles["member"]
  }
}
