import { LogLevel } from "@azure/msal-browser";

export const msalConfig = {
  auth: {
    clientId: "9a8b7c6d-1111-4222-8333-444455556666",
    authority: `https://login.microsoftonline.com/${process.env.TENANT}`,
    redirectUri: "/",
  },
  cache: { cacheLocation: "sessionStorage" },
};
