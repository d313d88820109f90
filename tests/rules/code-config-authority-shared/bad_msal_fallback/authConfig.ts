export const msalConfig: Configuration = {
  auth: {
    clientId: "9a8b7c6d-1111-4222-8333-444455556666",
    authority: process.env.REACT_APP_AUTHORITY ?? "https://login.microsoftonline.com/common",
  },
};
