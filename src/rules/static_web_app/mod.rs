//! Static Web Apps: who is signed in.
