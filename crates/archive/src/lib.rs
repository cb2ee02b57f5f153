//! The archive of a round: one file that opens without our software and can be read back.
