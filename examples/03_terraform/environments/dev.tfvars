environment = "dev"

apps = {
  expenses = { users = "internal", hosts = ["expenses.dev.contoso.example"] }
  labs     = { users = "partners", hosts = ["labs.dev.contoso.example"] }
}
