//! App Service and Container Apps: the sign-in that the platform does.
