//! Groups, and who gets into them.
