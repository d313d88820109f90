import { LogLevel } from "@azure/msal-browser";

export const msalConfig = {
  auth: {
    clientId: "9a8b7c6d-1111-4222-8333-444455556666",
    authority: "https://login.microsoftonline.com/11111111-2222-4333-8444-555566667777",
    redirectUri: "/",
  },
  cache: { cacheLocation: "sessionStorage" },
};
