# Generated with Microsoft365DSC
param ()

Configuration M365TenantConfig
{
    param ()
    $OrganizationName = $ConfigurationData.NonNodeData.OrganizationName
    Import-DscResource -ModuleName 'Microsoft365DSC' -ModuleVersion '1.25.1'

    Node localhost
    {
        AADCrossTenantAccessPolicyConfigurationDefault 'default'
        {
            IsSingleInstance = "Yes";
            B2BCollaborationInbound = MSFT_AADCrossTenantAccessPolicyB2BSetting {
                Applications   = MSFT_AADCrossTenantAccessPolicyTargetConfiguration{
                    AccessType = 'allowed'
                    Targets    = @(
                        MSFT_AADCrossTenantAccessPolicyTarget{
                            Target     = 'AllApplications'
                            TargetType = 'application'
                        }
                    )
                }
                UsersAndGroups = MSFT_AADCrossTenantAccessPolicyTargetConfiguration{
                    AccessType = 'allowed'
                    Targets    = @(
                        MSFT_AADCrossTenantAccessPolicyTarget{
                            Target     = 'AllUsers' # everybody
                            TargetType = 'user'
                        }
                    )
                }
            };
            B2BDirectConnectInbound = MSFT_AADCrossTenantAccessPolicyB2BSetting {
                Applications   = MSFT_AADCrossTenantAccessPolicyTargetConfiguration{
                    AccessType = 'blocked'
                    Targets    = @(
                        MSFT_AADCrossTenantAccessPolicyTarget{
                            Target     = 'AllApplications'
                            TargetType = 'application'
                        }
                    )
                }
                UsersAndGroups = MSFT_AADCrossTenantAccessPolicyTargetConfiguration{
                    AccessType = 'blocked'
                    Targets    = @(
                        MSFT_AADCrossTenantAccessPolicyTarget{
                            Target     = 'AllUsers' # everybody
                            TargetType = 'user'
                        }
                    )
                }
            };
            Ensure                = 'Present'
            ApplicationId         = $ConfigurationData.NonNodeData.ApplicationId
            TenantId              = $OrganizationName
            CertificateThumbprint = $ConfigurationData.NonNodeData.CertificateThumbprint
        }
    }
}

M365TenantConfig -ConfigurationData .\ConfigurationData.psd1
