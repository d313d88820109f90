resource "msgraph_resource" "d" {
  url  = "applications/a0000000-0000-4000-8000-000000000001/federatedIdentityCredentials"
  body = { name = "d", issuer = "https://token.actions.githubusercontent.com", subject = "repo:contoso/app:pull_request", audiences = ["x"] }
}
