export const msalConfig = {
  auth: {
    clientId: "c2f1a0b9-3333-4444-8555-666677778888",
    authority: "https://login.microsoftonline.com/3f7c1d52-8a0e-4b1b-9a76-5d2c0e84f613",
    redirectUri: "/",
  },
};
