//! Workbooks that leave the house to be filled in and come back: what is written, and what a returned one says.
