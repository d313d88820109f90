//! Users, and invitations of guests.

use crate::reader::rows::{Row, attribute, filled, optional, with_default};
use crate::reader::terraform::table::ResourceType;

pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { terraform: "azuread_invitation", kind: "invitation", rows: INVITATION, parts: &[] },
    ResourceType { terraform: "azuread_user", kind: "user", rows: USER, parts: &[] },
];

const INVITATION: &[Row] = &[
    Row::Tail { from: "id", to: "id" },
    attribute("user_id", "invitedUser/id"),
    attribute("user_email_address", "invitedUserEmailAddress"),
    attribute("user_display_name", "invitedUserDisplayName"),
    with_default("user_type", "invitedUserType", "\"Guest\""),
    attribute("redirect_url", "inviteRedirectUrl"),
    attribute("redeem_url", "inviteRedeemUrl"),
    Row::Presence { from: "message", to: "sendInvitationMessage", set: "true", unset: None },
    optional("message", "invitedUserMessageInfo", &[filled("body", "customizedMessageBody"), filled("language", "messageLanguage")]),
];

const USER: &[Row] = &[
    attribute("object_id", "id"),
    attribute("user_principal_name", "userPrincipalName"),
    attribute("display_name", "displayName"),
    attribute("account_enabled", "accountEnabled"),
    filled("user_type", "userType"),
    filled("creation_type", "creationType"),
    filled("external_user_state", "externalUserState"),
    filled("mail", "mail"),
    attribute("mail_nickname", "mailNickname"),
    attribute("other_mails", "otherMails"),
    attribute("proxy_addresses", "proxyAddresses"),
    attribute("im_addresses", "imAddresses"),
    attribute("business_phones", "businessPhones"),
    filled("given_name", "givenName"),
    filled("surname", "surname"),
    filled("job_title", "jobTitle"),
    filled("department", "department"),
    filled("company_name", "companyName"),
    filled("division", "employeeOrgData/division"),
    filled("cost_center", "employeeOrgData/costCenter"),
    filled("employee_id", "employeeId"),
    filled("employee_type", "employeeType"),
    filled("employee_hire_date", "employeeHireDate"),
    filled("manager_id", "manager/id"),
    filled("office_location", "officeLocation"),
    filled("mobile_phone|mobile", "mobilePhone"),
    filled("fax_number", "faxNumber"),
    filled("street_address", "streetAddress"),
    filled("city", "city"),
    filled("state", "state"),
    filled("postal_code", "postalCode"),
    filled("country", "country"),
    filled("usage_location", "usageLocation"),
    filled("preferred_language", "preferredLanguage"),
    filled("age_group", "ageGroup"),
    filled("consent_provided_for_minor", "consentProvidedForMinor"),
    attribute("show_in_address_list", "showInAddressList"),
    filled("onpremises_distinguished_name", "onPremisesDistinguishedName"),
    filled("onpremises_domain_name", "onPremisesDomainName"),
    filled("onpremises_immutable_id|immutable_id", "onPremisesImmutableId"),
    filled("onpremises_sam_account_name", "onPremisesSamAccountName"),
    filled("onpremises_security_identifier", "onPremisesSecurityIdentifier"),
    attribute("onpremises_sync_enabled", "onPremisesSyncEnabled"),
    filled("onpremises_user_principal_name", "onPremisesUserPrincipalName"),
];

#[cfg(test)]
mod tests {
    use crate::reader::terraform::testing::object;
    use serde_json::json;

    #[test]
    fn an_invitation() {
        let made = object(
            "azuread_invitation",
            r#"{"id":"i1","user_id":"u1","user_email_address":"ana@fabrikam.example","user_display_name":"Ana","user_type":null,
            "redirect_url":"https://portal.azure.com","message":[{"body":"hello","language":"en-US","additional_recipients":[]}]}"#,
        );
        assert_eq!(made.kind, "invitation");
        assert_eq!(
            made.json(),
            json!({"id": "i1", "invitedUser": {"id": "u1"}, "invitedUserEmailAddress": "ana@fabrikam.example", "invitedUserDisplayName": "Ana",
                "invitedUserType": "Guest", "inviteRedirectUrl": "https://portal.azure.com", "sendInvitationMessage": true,
                "invitedUserMessageInfo": {"customizedMessageBody": "hello", "messageLanguage": "en-US"}})
        );
    }

    #[test]
    fn a_user_in_a_state() {
        let made = object(
            "azuread_user",
            r#"{"id":"/users/u1","object_id":"u1","user_principal_name":"jdoe@contoso.example","display_name":"J. Doe","account_enabled":true,
            "user_type":"Member","external_user_state":"","department":"","password":"hunter2","mail_nickname":"jdoe","manager_id":"u2","cost_center":"7"}"#,
        );
        assert_eq!(
            made.json(),
            json!({"id": "u1", "userPrincipalName": "jdoe@contoso.example", "displayName": "J. Doe", "accountEnabled": true, "userType": "Member",
                "mailNickname": "jdoe", "manager": {"id": "u2"}, "employeeOrgData": {"costCenter": "7"}})
        );
    }
}
