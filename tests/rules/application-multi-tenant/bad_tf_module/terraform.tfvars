audience = "AzureADMultipleOrgs"
