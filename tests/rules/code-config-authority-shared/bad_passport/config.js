exports.creds = {
  identityMetadata: 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration',
  clientID: '9a8b7c6d-1111-4222-8333-444455556666',
  responseType: 'code id_token',
};
