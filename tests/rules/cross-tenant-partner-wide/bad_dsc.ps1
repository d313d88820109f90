# Generated with Microsoft365DSC
param ()

Configuration M365TenantConfig
{
    param ()
    $OrganizationName = $ConfigurationData.NonNodeData.OrganizationName
    Import-DscResource -ModuleName 'Microsoft365DSC' -ModuleVersion '1.25.1'

    Node localhost
    {
        AADCrossTenantAccessPolicyConfigurationPartner 'partner'
        {
            PartnerTenantId = "e7a80bcf-696e-40ca-8775-a7f85fbb3ebc";
            AutomaticUserConsentSettings = MSFT_AADCrossTenantAccessPolicyAutomaticUserConsentSettings {
                InboundAllowed  = $True
                OutboundAllowed = $False
            };
            Ensure                = 'Present'
            ApplicationId         = $ConfigurationData.NonNodeData.ApplicationId
            TenantId              = $OrganizationName
            CertificateThumbprint = $ConfigurationData.NonNodeData.CertificateThumbprint
        }
    }
}

M365TenantConfig -ConfigurationData .\ConfigurationData.psd1
