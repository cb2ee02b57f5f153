//! The rule of all rules: which role may do what at which stage.
