environment = "prod"

apps = {
  expenses = { users = "internal", hosts = ["expenses.contoso.example"], roles = ["approver", "auditor"] }
  portal   = { users = "partners", hosts = ["portal.contoso.example"], roles = ["partner"] }
}

operators = ["9b3d2ad4-5a8b-4498-82d5-9e15f439c8fa"]
