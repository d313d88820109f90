const msal = require("@azure/msal-node");
module.exports = new msal.ConfidentialClientApplication({ auth: { clientId: "9a8b7c6d-1111-4222-8333-444455556666", authority: "https://login.microsoftonline.com/organizations" } });
