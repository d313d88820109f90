# Generated with Microsoft365DSC
param ()

Configuration M365TenantConfig
{
    param ()
    $OrganizationName = $ConfigurationData.NonNodeData.OrganizationName
    Import-DscResource -ModuleName 'Microsoft365DSC' -ModuleVersion '1.25.1'

    Node localhost
    {
        AADGroup 'sales'
        {
            DisplayName = "sales";
            MailNickname = "sales";
            SecurityEnabled = $True;
            MailEnabled = $False;
            GroupTypes = @("DynamicMembership");
            MembershipRule = '(user.mail -contains "sales")';
            MembershipRuleProcessingState = "On";
            Ensure                = 'Present'
            ApplicationId         = $ConfigurationData.NonNodeData.ApplicationId
            TenantId              = $OrganizationName
            CertificateThumbprint = $ConfigurationData.NonNodeData.CertificateThumbprint
        }
    }
}

M365TenantConfig -ConfigurationData .\ConfigurationData.psd1
