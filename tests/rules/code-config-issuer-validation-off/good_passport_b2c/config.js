exports.creds = {
  identityMetadata: 'https://login.microsoftonline.com/11111111-2222-4333-8444-555566667777/v2.0/.well-known/openid-configuration',
  clientID: '9a8b7c6d-1111-4222-8333-444455556666',
  validateIssuer: false,
  policyName: 'B2C_1_signin',
};
