import { LogLevel } from "@azure/msal-browser";

// No authority: MSAL.js takes https://login.microsoftonline.com/common.
export const msalConfig = {
  auth: {
    clientId: "c2f1a0b9-3333-4444-8555-666677778888",
    redirectUri: "/",
  },
  system: { loggerOptions: { logLevel: LogLevel.Warning } },
};
