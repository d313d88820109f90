# Generated with Microsoft365DSC
param ()

Configuration M365TenantConfig
{
    param ()
    $OrganizationName = $ConfigurationData.NonNodeData.OrganizationName
    Import-DscResource -ModuleName 'Microsoft365DSC' -ModuleVersion '1.25.1'

    Node localhost
    {
        AADUser 'eve'
        {
            UserPrincipalName = "eve_fabrikam.example#EXT#@contoso.onmicrosoft.com";
            DisplayName = "Eve";
            UserType = "Guest";
            Ensure                = 'Present'
            ApplicationId         = $ConfigurationData.NonNodeData.ApplicationId
            TenantId              = $OrganizationName
            CertificateThumbprint = $ConfigurationData.NonNodeData.CertificateThumbprint
        }
        AADRoleEligibilityScheduleRequest 'eve'
        {
            Principal = "eve_fabrikam.example#EXT#@contoso.onmicrosoft.com";
            RoleDefinition = "Global Administrator";
            DirectoryScopeId = "/";
            Action = "AdminAssign";
            Ensure                = 'Present'
            ApplicationId         = $ConfigurationData.NonNodeData.ApplicationId
            TenantId              = $OrganizationName
            CertificateThumbprint = $ConfigurationData.NonNodeData.CertificateThumbprint
        }
    }
}

M365TenantConfig -ConfigurationData .\ConfigurationData.psd1
