# Generated with Microsoft365DSC
param ()

Configuration M365TenantConfig
{
    param ()
    $OrganizationName = $ConfigurationData.NonNodeData.OrganizationName
    Import-DscResource -ModuleName 'Microsoft365DSC' -ModuleVersion '1.25.1'

    Node localhost
    {
        AADAdminConsentRequestPolicy 'consent'
        {
            IsSingleInstance = "Yes";
            IsEnabled = $False;
            RequestDurationInDays = 30;
            Ensure                = 'Present'
            ApplicationId         = $ConfigurationData.NonNodeData.ApplicationId
            TenantId              = $OrganizationName
            CertificateThumbprint = $ConfigurationData.NonNodeData.CertificateThumbprint
        }
    }
}

M365TenantConfig -ConfigurationData .\ConfigurationData.psd1
